/** Headers of every answer the worker makes up. Without them content could talk to the app's own server. */

/**
 * `app` is the source expression of the app's origin for frame-ancestors. The worker doesn't know
 * the app's port, so it allows the ports of its own host; the shell checks the origin exactly.
 */
export function contentSecurityPolicy(app: string): string {
  return [
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'",
    "connect-src 'self' data: blob:",
    "frame-src 'self' blob: data:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    `frame-ancestors 'self' ${app}`,
  ].join("; ");
}

export function guardHeaders(location: { protocol: string; hostname: string }): Headers {
  return new Headers({
    "Content-Security-Policy": contentSecurityPolicy(`${location.protocol}//${location.hostname}:*`),
    "Cross-Origin-Resource-Policy": "same-site",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": "unload=*",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  });
}
