/** A picture for each digit, for those who cannot read numbers yet. Own drawings on a 24 × 24 grid. */
import "./sign.css";

const SIGNS = [
  "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
  "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  "M12 22v-4M12 2l5 7h-3l5 9H5l5-9H7z",
  "M3 12c3-6 10-6 14 0-4 6-11 6-14 0zM17 12l4-4v8zM7.5 11v.1",
  "M12 3l2.7 5.8 6.3.8-4.6 4.3 1.2 6.3-5.6-3.1-5.6 3.1 1.2-6.3L3 9.6l6.3-.8z",
  "M12 8c-3-2-7 0-7 5s4 9 7 7c3 2 7-2 7-7s-4-7-7-5zM12 8c0-3 1-5 3-6",
  "M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12h10v4M17 12v3",
  "M5 6h11v8a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 8h2a2 2 0 0 1 0 6h-2M4 21h13",
  "M19 14a8 8 0 1 1-9-10 7 7 0 0 0 9 10z",
  "M12 2v3M3 14a9 9 0 0 1 18 0zM12 14v6a2 2 0 0 0 4 0",
] as const;

export function Sign({ digit }: { digit: number }) {
  return (
    <svg class="sign" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={SIGNS[digit] ?? ""} />
    </svg>
  );
}
