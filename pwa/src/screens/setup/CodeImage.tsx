/** A QR code, black on white whatever the theme. */
import type { Code } from "./model.ts";
import "./setup.css";

export function CodeImage({ code, label }: { code: Code; label: string }) {
  return (
    <svg class="box-code" viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label={label}>
      <rect width={code.size} height={code.size} fill="#fff" />
      <path d={code.path} stroke="#000" />
    </svg>
  );
}
