import { describe, expect, it } from "vitest";

import { isMark, isUnchanged, markButtons, markOperations, rivals, togglePhrase } from "../../src/screens/teacher/model/marking.ts";
import { WorkIndex } from "../../src/screens/teacher/model/work.ts";
import { ARU, SAULE, assignment, mark, submission } from "./cast.ts";

const NOW = "2026-11-21T08:00:00.000Z";

describe("giving a mark", () => {
  it("names the work it answers and stands on the mark the teacher saw", () => {
    const work = new WorkIndex([submission()], [mark()]).work(assignment(), ARU, NOW);
    expect(markOperations(work, { mark: "9", comment: " Жарайсың! " })).toEqual([
      {
        kind: "mark.give",
        record: "a1~p-aru",
        base: "wm.1.4",
        fields: { assignment: "a1", learner: ARU, submission: "w1.1.1", mark: "9", max: 10, comment: "Жарайсың!" },
      },
    ]);
  });

  it("works for paper: no submission, no earlier mark", () => {
    const work = new WorkIndex([], []).work(assignment({ max_mark: 20 }), ARU, NOW);
    expect(markOperations(work, { mark: "17", comment: "" })).toMatchObject([{ base: null, fields: { submission: null, max: 20 } }]);
  });

  it("offers buttons while they fit under a thumb", () => {
    expect(markButtons(10)).toHaveLength(10);
    expect(markButtons(null)).toHaveLength(10);
    expect(markButtons(20)).toEqual([]);
  });

  it("takes whole points up to the maximum, zero included", () => {
    expect(["0", "20", "21", "-1", "7.5", "", "жақсы"].filter((text) => isMark(text, 20))).toEqual(["0", "20"]);
  });

  it("knows when saving would change nothing", () => {
    const work = new WorkIndex([submission()], [mark()]).work(assignment(), ARU, NOW);
    expect(isUnchanged(work, { mark: "8", comment: "" })).toBe(true);
    expect(isUnchanged(work, { mark: "8", comment: "Қара" })).toBe(false);
  });
});

describe("two teachers' marks", () => {
  it("stand side by side with their authors, the one that counts first", () => {
    const disputed = mark({ others: [{ mark: "6", comment: "Шығару жолы жоқ", author: SAULE, op: "ws.1.1" }] });
    expect(rivals(disputed).map((one) => [one.author, one.mark, one.standing])).toEqual([
      ["p-marat", "8", true],
      [SAULE, "6", false],
    ]);
    expect(rivals(mark())).toEqual([]);
    const work = new WorkIndex([submission()], [disputed]).work(assignment(), ARU, NOW);
    const answers = markOperations(work, { mark: "6", comment: "" });
    expect(answers.map((answer) => answer.base)).toEqual(["wm.1.4", "ws.1.1"]);
  });
});

describe("ready phrases", () => {
  it("become sentences of the comment and leave it again at a second tap", () => {
    const once = togglePhrase("Жақсы", "Қатесін түзет.");
    expect(once).toBe("Жақсы. Қатесін түзет.");
    expect(togglePhrase(once, "Қатесін түзет.")).toBe("Жақсы.");
    expect(togglePhrase("", "Жарайсың!")).toBe("Жарайсың!");
  });
});
