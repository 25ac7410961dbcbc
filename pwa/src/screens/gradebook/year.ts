/** A year's marks in a subject of a class: of the signed terms, or of all points where the policy pools them. Pure. */
import { term } from "../../assessment/engine.ts";
import { finalOf, yearOfTerms } from "../../assessment/year.ts";
import type { TermMarkDoc, YearMarkDoc } from "../../data/docs.ts";
import { decimal } from "../../assessment/policies.ts";
import { fraction } from "../../assessment/fraction.ts";
import type { BookPupil, BookRules } from "./model.ts";

export type Inputs = TermMarkDoc["inputs"];

export interface YearRow {
  readonly pupil: BookPupil;
  /** By term, in order; null where none is signed, or a word stands in its place. */
  readonly terms: readonly { readonly term: string; readonly mark: number | null }[];
  readonly inputs: Inputs;
  /** What the policy makes of them; null while there is nothing to make it of. */
  readonly mark: number | null;
  readonly signed: YearMarkDoc | null;
  /** Signed on other marks than those that are here now. */
  readonly outdated: boolean;
}

export function yearRow(pupil: BookPupil, keys: readonly string[], signedTerms: readonly (TermMarkDoc | null)[], rules: BookRules, signed: YearMarkDoc | null): YearRow {
  const terms = keys.map((key, at) => ({ term: key, mark: markIn(signedTerms[at] ?? null) }));
  const pools = rules.policy.year === "pooled" && rules.scale === "marks";
  const inputs = pools ? signedTerms.flatMap((one) => (one ? one.inputs : [])) : [];
  const mark = pools ? pooled(pupil.grade, inputs, rules) : yearOfTerms(terms.flatMap((one) => one.mark ?? []));
  const told = signed?.terms.map((one) => `${one.term} ${one.mark ?? ""}`).join();
  const now = terms.map((one) => `${one.term} ${one.mark ?? ""}`).join();
  return { pupil, terms, inputs, mark, signed, outdated: signed !== null && signed.outcome === "mark" && told !== now };
}

function markIn(signed: TermMarkDoc | null): number | null {
  return signed?.outcome === "mark" ? signed.mark : null;
}

function pooled(grade: number, inputs: Inputs, { policy, scale }: BookRules): number | null {
  const scores = inputs.map((one) => ({ part: one.part, points: decimal(one.points) ?? fraction(0), most: fraction(one.max) }));
  if (scores.length === 0) return null;
  try {
    return term(policy, grade, scores, [...new Set(scores.map((one) => one.part))], scale).mark;
  } catch {
    return null;
  }
}

/** Fields of year.confirm for a row with a mark. */
export function yearFields(place: { readonly class: string; readonly subject: string }, year: number, row: YearRow, rules: BookRules, exam: number | null, reason: string): Record<string, unknown> {
  const mark = row.mark ?? 0;
  return {
    class: place.class,
    subject: place.subject,
    year,
    learner: row.pupil.id,
    grade: row.pupil.grade,
    policy: rules.policy.id,
    scale: rules.scale,
    outcome: "mark",
    mark,
    exam,
    final: finalOf(rules.policy, mark, exam),
    terms: row.terms,
    inputs: row.inputs,
    reason,
  };
}
