/** Resumable upload of one file in small pieces. A cut costs at most a piece. */
import { ApiProblem, ask, askJson } from "./http.ts";
import { CHUNK_BYTES, CHUNK_TIMEOUT_MS } from "./limits.ts";

export interface Sending {
  blob: Blob;
  sha256: string;
  name: string;
  type: string;
  purpose: "work" | "attachment" | "content";
}

export interface SendOptions {
  token: string;
  /** The id of an upload begun earlier, or null. */
  upload: string | null;
  /** Told the id as soon as there is one, so that it can be kept for the next try. */
  begun?: (upload: string) => Promise<void>;
  progress?: (sent: number, size: number) => void;
}

/** Gaps between the offsets of both ends that one call repairs before it gives up. */
const MOST_REALIGNMENTS = 5;

/** Sends the whole file and returns the upload's id. Throws Unreachable or ApiProblem. */
export async function sendFile(file: Sending, options: SendOptions): Promise<string> {
  const { token } = options;
  let { id, offset } = (await resume(options)) ?? (await begin(file, options));
  let realigned = 0;
  options.progress?.(offset, file.blob.size);
  while (offset < file.blob.size) {
    const chunk = file.blob.slice(offset, offset + CHUNK_BYTES);
    try {
      const { headers } = await ask(`/api/v1/uploads/${id}`, {
        method: "PATCH",
        token,
        body: chunk,
        headers: { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
        timeoutMs: CHUNK_TIMEOUT_MS,
      });
      offset = offsetOf(headers) ?? offset + chunk.size;
    } catch (problem) {
      // 409: a piece did arrive though its answer did not. Ask how far the server has come.
      if (!(problem instanceof ApiProblem) || problem.status !== 409 || realigned >= MOST_REALIGNMENTS) throw problem;
      realigned += 1;
      const known = await resume({ ...options, upload: id });
      ({ id, offset } = known ?? (await begin(file, options)));
    }
    options.progress?.(offset, file.blob.size);
  }
  return id;
}

async function begin(file: Sending, options: SendOptions): Promise<{ id: string; offset: number }> {
  const { body } = await askJson<{ id: string; offset: number }>("/api/v1/uploads", {
    method: "POST",
    token: options.token,
    json: { size: file.blob.size, sha256: file.sha256, name: file.name, type: file.type, purpose: file.purpose },
  });
  if (!body) throw new ApiProblem(502, "unknown", null, null, null, {});
  await options.begun?.(body.id);
  return body;
}

/** How far an earlier upload came; null when there is none or the server has forgotten it. */
async function resume(options: SendOptions): Promise<{ id: string; offset: number } | null> {
  const id = options.upload;
  if (id === null) return null;
  try {
    const { headers } = await ask(`/api/v1/uploads/${id}`, { method: "HEAD", token: options.token });
    const offset = offsetOf(headers);
    return offset === null ? null : { id, offset };
  } catch (problem) {
    if (gone(problem)) return null;
    throw problem;
  }
}

function gone(problem: unknown): boolean {
  return problem instanceof ApiProblem && (problem.status === 404 || problem.status === 410);
}

function offsetOf(headers: Headers): number | null {
  const text = headers.get("Upload-Offset");
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
