/** Which of a learner's hand-ins is the newest, where they come from several phones. Pure. */
import type { SubmissionDoc } from "../../data/docs.ts";

/** After every moment: what is only on this phone has yet to arrive. */
const YET_TO_COME = "9999";

/**
 * Hand-ins, newest first. One phone's own stand in the order of its numbers. Those of two phones go by when they
 * reached the school: what arrives after another was looked at has to be looked at, however the phones' clocks stand.
 */
export function newestFirst(handIns: readonly SubmissionDoc[]): SubmissionDoc[] {
  const last = new Map<string, string>();
  return [...handIns]
    .sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }))
    .map((one) => {
      // An id is a writer and numbers. An earlier work whose photos arrived late does not get past a later one.
      const writer = one.id.split(".")[0] ?? "";
      const arrived = [last.get(writer) ?? "", one.received_at ?? YET_TO_COME].sort()[1] ?? "";
      last.set(writer, arrived);
      return { one, arrived };
    })
    .sort((a, b) => (a.arrived < b.arrived ? -1 : Number(a.arrived > b.arrived)))
    .map(({ one }) => one)
    .reverse();
}
