/** Marks that cannot be taken back, given within the seconds in which another still can. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { exchange } from "../../src/data/exchange.ts";
import { rows } from "../../src/data/outbox.ts";
import { opId } from "../../src/data/queue.ts";
import { giveAtOnce, giveMark, workOf } from "../../src/screens/teacher/desk.ts";
import { current, pupilsPhone } from "../data/phone.ts";
import { assignment, ARU, submission } from "./cast.ts";

vi.hoisted(() => vi.stubGlobal("document", { addEventListener: () => undefined }));

beforeEach(async () => {
  const school = await pupilsPhone();
  school.publish("submission", "w1.1.1", { ...submission() });
  await exchange(current());
});
afterEach(() => void vi.unstubAllGlobals());

it("stand on the mark that was still held, which goes first", async () => {
  await giveMark(workOf(assignment(), ARU), { mark: "8", comment: "" });
  const work = workOf(assignment(), ARU);
  expect(work.mark?.op).toBe("");
  await giveAtOnce(work, { mark: "", comment: "Түзет", returned: true });
  const [held, back] = rows.value;
  expect(rows.value.map(({ base, fields }) => [base, fields["mark"], fields["submission"]])).toEqual([
    [null, "8", "w1.1.1"],
    [held && opId(held), "", "w1.1.1"],
  ]);
  expect(workOf(assignment(), ARU).mark).toMatchObject({ returned: true, others: [], op: back && opId(back) });
});
