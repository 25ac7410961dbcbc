/** One byte range of RFC 9110 section 14.1.2, as media elements send it. */
export type Range = { start: number; end: number } | "all" | "unsatisfiable";

const SINGLE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * Which bytes of a file of `size` bytes a Range header asks for; `end` is the last byte, included.
 * No header, several ranges or a malformed one mean the whole file, which the RFC allows.
 */
export function parseRange(header: string | null, size: number): Range {
  const match = header === null ? null : SINGLE.exec(header.replace(/\s/g, ""));
  if (!match) return "all";
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return "all";
  if (first === "") {
    const length = Number(last);
    return length === 0 || size === 0 ? "unsatisfiable" : { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < start) return "all";
  return start >= size ? "unsatisfiable" : { start, end };
}
