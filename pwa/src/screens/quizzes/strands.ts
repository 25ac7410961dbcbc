/** What a question tests besides its subject, as the national monitoring counts. */
export const STRANDS = [
  { value: "", label: "strandNone" },
  { value: "mathematics", label: "mathematics" },
  { value: "reading", label: "reading" },
  { value: "science", label: "science" },
  { value: "computer", label: "computer" },
] as const;
