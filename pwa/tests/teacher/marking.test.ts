import { describe, expect, it } from "vitest";

import { charactersOf, givenOf, isMark, isUnchanged, markButtons, markOperations, rivals, saysWhy, togglePhrase, withLines, withPoints } from "../../src/screens/teacher/model/marking.ts";
import { WorkIndex } from "../../src/screens/teacher/model/work.ts";
import { ARU, BOLAT, SAULE, assignment, mark, submission } from "./cast.ts";

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

  it("are about what they were about, whichever is chosen: a later hand-in goes on waiting", () => {
    const saules = { mark: "6", comment: "", author: SAULE, op: "ws.1.1" };
    const later = submission({ id: "w1.1.2", received_at: "2026-11-20T07:00:00.000Z" });
    const work = new WorkIndex([submission(), later], [mark({ others: [saules] })]).work(assignment(), ARU, NOW);
    const chosen = rivals(mark({ others: [saules, { ...saules, submission: "w1.1.2" }] }));
    expect(chosen.map((one) => markOperations(work, one)[0]?.fields["submission"])).toEqual(["w1.1.1", "w1.1.1", "w1.1.2"]);
    expect(markOperations(work, { mark: "6", comment: "" })[0]?.fields["submission"]).toBe("w1.1.2");
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

describe("a mark with more than a figure", () => {
  const criteria = [{ name: "Шешу жолы", max: 6 }, { name: "Жауабы", max: 4 }];

  it("follows its criteria where they make it up", () => {
    const one = withPoints({ mark: "", comment: "" }, criteria, 0, 5, 10);
    expect(one).toEqual({ mark: "", comment: "", points: [5, null] });
    expect(withPoints(one, criteria, 1, 4, 10)).toMatchObject({ mark: "9", points: [5, 4] });
    expect(withPoints({ ...one, mark: "7" }, criteria, 1, 4, 20)).toMatchObject({ mark: "7" });
  });

  it("carries lines by file, and forgets a file without lines", () => {
    const drawn = withLines(withLines(undefined, 1, ["r4:1,2"]), 0, ["b4:3,4"]);
    expect(drawn.map((one) => one.file)).toEqual([0, 1]);
    expect(charactersOf(drawn)).toBe(12);
    expect(withLines(drawn, 1, [])).toEqual([{ file: 0, lines: ["b4:3,4"] }]);
  });

  it("says in its operation only what the teacher said", () => {
    const work = new WorkIndex([submission()], []).work(assignment(), ARU, NOW);
    const [plain] = markOperations(work, { mark: "9", comment: "", points: [null, null], drawing: [], files: [] });
    expect(Object.keys(plain?.fields ?? {})).toEqual(["assignment", "learner", "submission", "mark", "max", "comment"]);
    const [back] = markOperations(work, { mark: "", comment: "Түзет", returned: true, points: [5, null] });
    expect(back?.fields).toMatchObject({ mark: "", returned: true, points: [5, null] });
  });

  it("is a return only with a reason", () => {
    expect(saysWhy({ mark: "", comment: " " })).toBe(false);
    expect(saysWhy({ mark: "", comment: "", drawing: [{ file: 0, lines: ["r4:1,2"] }] })).toBe(true);
  });

  it("leaves the work with the pupil until the next hand-in", () => {
    const back = mark({ mark: "", returned: true });
    expect(new WorkIndex([submission()], [back]).work(assignment(), ARU, NOW).state).toBe("returned");
    const again = submission({ id: "w1.1.2", op: "w1.1.2", made_at: "2026-11-20T14:00:00.000Z" });
    const work = new WorkIndex([submission(), again], [back]).work(assignment(), ARU, NOW);
    expect([work.state, work.again]).toEqual(["waiting", true]);
    expect(givenOf(work)).toEqual({ mark: "", comment: "" });
  });
});

describe("what is arranged with one pupil", () => {
  const arranged = { id: `a1~${ARU}`, assignment: "a1", learner: ARU };

  it("moves the due time for that pupil alone", () => {
    const index = new WorkIndex([], [], [{ ...arranged, due_at: "2026-11-30T09:00:00.000Z" }]);
    expect(index.work(assignment(), ARU, NOW).state).toBe("none");
    expect(index.work(assignment(), BOLAT, NOW).state).toBe("missing");
  });

  it("takes work on paper for done, and others' tasks for nobody's debt", () => {
    const index = new WorkIndex([], [], [{ ...arranged, on_paper: true }]);
    expect(index.work(assignment(), ARU, NOW).state).toBe("paper");
    expect(index.work(assignment({ learners: [ARU] }), BOLAT, NOW).state).toBe("others");
  });
});
