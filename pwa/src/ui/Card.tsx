import type { ComponentChildren } from "preact";

/** A raised block; with `href` the whole of it is a link. */
export function Card({ children, href, label }: { children: ComponentChildren; href?: string; label?: string }) {
  if (href !== undefined) {
    return (
      <a class="card" href={href} aria-label={label}>
        {children}
      </a>
    );
  }
  return <div class="card">{children}</div>;
}
