/** An import's remarks in the order in which a teacher should read them. Pure. */
import type { Finding } from "../../../data/upload.ts";

export type FindingKind = "lost" | "outside" | "other" | "repaired";

/** By code (content/errors.py, Note). A code from a newer server is good to know. */
const KINDS: Readonly<Record<string, FindingKind>> = {
  "captions-unreadable": "lost",
  "file-kind-left-out": "lost",
  "file-missing": "lost",
  "files-left-out": "lost",
  "flash-inside": "lost",
  "item-without-file": "lost",
  "parts-left-out": "lost",
  "quiz-picture-lost": "lost",
  "quiz-question-lost": "lost",
  "special-entry-skipped": "lost",
  "tool-left-out": "lost",
  "value-ignored": "lost",
  "link-needs-internet": "outside",
  "outside-address": "outside",
  "outside-script": "outside",
  "ampersands-repaired": "repaired",
  "characters-removed": "repaired",
  "encoding-repaired": "repaired",
  "identifier-repaired": "repaired",
  "launch-chosen": "repaired",
  "library-supplied": "repaired",
  "leading-blank-removed": "repaired",
  "markup-repaired": "repaired",
  "names-decoded": "repaired",
  "path-repaired": "repaired",
  "root-in-folder": "repaired",
};
const ORDER: readonly FindingKind[] = ["lost", "outside", "other", "repaired"];

/** The remarks of each kind, kinds without any left out. */
export function byKind(report: readonly Finding[]): { kind: FindingKind; findings: Finding[] }[] {
  return ORDER.map((kind) => ({ kind, findings: report.filter((one) => (KINDS[one.code] ?? "other") === kind) })).filter(({ findings }) => findings.length > 0);
}
