import { describe, expect, it } from "vitest";

import { chooseMark, differences, judgement, plain, readable, reasonKey, restoreLost, shown, type ConflictItem, type Side } from "../../src/screens/admin/model/attention.ts";

const side = (op: string, fields: Record<string, unknown>, standing = false): Side => ({
  op, fields, standing, kind: "mark.give", author: null, node: false, made: "2026-11-23T04:00:00Z",
});
const SEVEN = side("a.1.1", { assignment: "t", learner: "aru", submission: null, mark: "7", max: 10, comment: "" }, true);
const NINE = side("b.1.1", { ...SEVEN.fields, mark: "9", comment: "Жарайсың" });
const ITEM: ConflictItem = {
  id: "conflict:mark:t~aru", type: "mark", school: "akbulaq", at: "2026-11-23T04:00:00Z", family: "mark", record: "t~aru", about: {}, sides: [SEVEN, NINE],
};

describe("the list of what a leader settles", () => {
  it("ends a dispute with one operation on top of every side", () => {
    expect(chooseMark(ITEM, NINE)).toEqual([
      { kind: "mark.give", record: "t~aru", base: "a.1.1", fields: NINE.fields },
      { kind: "mark.give", record: "t~aru", base: "b.1.1", fields: NINE.fields },
    ]);
  });

  it("restores what was lost with one edit on top of what stands", () => {
    const lost = { ...side("b.1.2", { title: "Жай бөлшектер", max_mark: 5 }), kind: "assignment.set", lost: { title: "Жай бөлшектер" } };
    const stands = { ...side("a.1.9", { title: "Ондық бөлшектер" }, true), kind: "assignment.set" };
    expect(restoreLost({ ...ITEM, type: "merged", family: "assignment", record: "t", sides: [stands, lost] }, lost)).toEqual([
      { kind: "assignment.set", record: "t", base: "a.1.9", fields: { title: "Жай бөлшектер" } },
    ]);
  });

  it("shows of two sides what differs", () => {
    expect(differences([SEVEN, NINE])).toEqual(["comment", "mark"]);
    expect([shown(null), shown(""), shown("9"), shown(7), shown(["text", 2])]).toEqual(["—", "—", "9", "7", "text, 2"]);
    // What takes more than words is not shown as a program would write it.
    const parts = [{ ...SEVEN, fields: { title: "X", steps: [{ text: "a" }], done: true } }, { ...NINE, fields: { title: "Y", steps: [] } }];
    expect(plain(parts, differences(parts))).toEqual(["title"]);
  });

  it("reads out what differs of what two have written, in words", () => {
    const one = side("a.1.1", { class: "5a", state: "held", topic: "Теңдеулер", homework: "№ 1", slot: "x" }, true);
    const two = side("b.1.1", { ...one.fields, state: "cancelled", topic: "", slot: null });
    const names = differences([one, two]);
    expect(readable(one, names)).toEqual([
      { label: "field_state", value: "held", word: "state_held" },
      { label: "field_topic", value: "Теңдеулер", word: null },
    ]);
    expect(readable(two, names).map(({ value }) => value)).toEqual(["cancelled", "—"]);
    expect(readable(one, ["slot"])).toEqual([]);
  });

  it("writes a judgement as an operation on the one that was held", () => {
    expect(judgement("a.1.1", "release", "akbulaq", " Ауысты ")).toEqual({
      kind: "operation.judge", record: "a.1.1", fields: { decision: "release", school: "akbulaq", reason: "Ауысты" },
    });
  });

  it.each([
    ["not-enrolled-in-the-class", "reason_roster"],
    ["work-of-somebody-else", "reason_rights"],
    ["record-not-own", "reason_rights"],
    ["not-your-school", "reason_coverage"],
    ["something-new", "reason_other"],
  ])("says %s as %s", (reason, key) => {
    expect(reasonKey(reason)).toBe(key);
  });
});
