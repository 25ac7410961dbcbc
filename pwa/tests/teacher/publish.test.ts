import { describe, expect, it } from "vitest";

import { isComplete, isTaken, isWhole, ownCourses, publishOperation, takeBackOperation } from "../../src/screens/teacher/model/publish.ts";
import { withinCap } from "../../src/screens/teacher/model/prefetch.ts";
import { byKind } from "../../src/screens/teacher/model/report.ts";
import { toMark } from "../../src/screens/teacher/model/queue.ts";
import { WorkIndex } from "../../src/screens/teacher/model/work.ts";
import { BOLAT, SCHOOL, assignment, course, submission } from "./cast.ts";

const piece = { manifest: "ab".repeat(32), format: "pdf", title: "Дала", launch: null, bytes: 900 };
const imported = { ...piece, report: [], phoneBytes: 900, lessons: [{ title: "Дала", items: [piece] }] };
const ids = () => {
  let n = 0;
  return () => `new-${++n}`;
};

describe("taking a lesson back", () => {
  const item = (id: string) => ({ id, title: id, format: "pdf", manifest: "cd".repeat(32), launch: null, bytes: 1 }) as const;
  const told = { ...item("i2"), here: true };
  const book = course({
    op: "w1.1.7",
    lessons: [
      { id: "l1", title: "Жай бөлшектер", summary: "", items: [item("i1"), told] },
      { id: "l2", title: "Кілт", summary: "", items: [item("i3")] },
    ],
  });
  const lessons = (operation: { fields: Record<string, unknown> }) => operation.fields["lessons"] as { id: string; items: { id: string }[] }[];

  it("is the course's next edition without it, over the edition that the teacher saw", () => {
    const operation = takeBackOperation(book, { lesson: "l2", item: null });
    expect(operation).toMatchObject({ kind: "course.publish", record: "k1", base: "w1.1.7", fields: { edition: 4, title: "Математика", school: SCHOOL } });
    expect(lessons(operation)).toEqual([{ id: "l1", title: "Жай бөлшектер", summary: "", items: [item("i1"), item("i2")] }]);
  });

  it("leaves the lesson to its other things, and takes it with its only one", () => {
    expect(lessons(takeBackOperation(book, { lesson: "l1", item: "i1" })).map(({ id, items }) => [id, items.map((one) => one.id)])).toEqual([["l1", ["i2"]], ["l2", ["i3"]]]);
    expect(lessons(takeBackOperation(book, { lesson: "l2", item: "i3" })).map(({ id }) => id)).toEqual(["l1"]);
  });

  it("keeps an emptied course for the lesson that should have been in it", () => {
    const { fields } = takeBackOperation(course(), { lesson: "l1", item: null });
    expect(fields).toMatchObject({ title: "Математика", lessons: [] });
  });

  it("is done once nothing of it is there", () => {
    expect([isTaken(book, { lesson: "l2", item: null }), isTaken(book, { lesson: "l1", item: "i2" })]).toEqual([false, false]);
    expect([isTaken(book, { lesson: "l1", item: "i9" }), isTaken(book, { lesson: "l9", item: null }), isTaken(undefined, { lesson: "l1", item: null })]).toEqual([true, true, true]);
  });
});

describe("publishing an imported file", () => {
  it("makes the next edition of a course with a lesson more", () => {
    const operation = publishOperation(imported, { course: course(), lesson: null, lessonTitle: " Мәтін " }, SCHOOL, ids());
    expect([operation.record, operation.base]).toEqual(["k1", undefined]);
    const after = publishOperation(imported, { course: course({ op: "w1.1.7" }), lesson: null, lessonTitle: "Мәтін" }, SCHOOL, ids());
    expect(after.base).toBe("w1.1.7");
    expect(operation.fields).toMatchObject({ edition: 4, title: "Математика", school: SCHOOL });
    expect(operation.fields["lessons"]).toMatchObject([
      { id: "l1" },
      { id: "new-2", title: "Мәтін", summary: "", items: [{ id: "new-1", title: "Дала", format: "pdf", bytes: 900 }] },
    ]);
  });

  it("adds to a lesson that is there, and leaves its other items alone", () => {
    const operation = publishOperation(imported, { course: course(), lesson: "l1", lessonTitle: "" }, SCHOOL, ids());
    expect(operation.fields["lessons"]).toMatchObject([{ id: "l1", title: "Жай бөлшектер", items: [{ id: "new-1" }] }]);
  });

  it("puts a file in the place of another, which keeps its id and its name", () => {
    const old = { id: "i1", title: "Бөлшек", format: "pdf", manifest: "cd".repeat(32), launch: null, bytes: 1 } as const;
    const book = course({ lessons: [{ id: "l1", title: "Жай бөлшектер", summary: "", items: [old, { ...old, id: "i2" }] }] });
    const operation = publishOperation(imported, { course: book, lesson: "l1", lessonTitle: "", replaces: "i1" }, SCHOOL, ids());
    expect(operation.fields).toMatchObject({ edition: 4 });
    expect(operation.fields["lessons"]).toMatchObject([
      { id: "l1", items: [{ id: "i1", title: "Бөлшек", manifest: piece.manifest }, { id: "i2", manifest: old.manifest }] },
    ]);
  });

  it("brings in all the lessons of a cartridge under their own titles", () => {
    const quiz = { ...piece, format: "quiz", title: "Сынақ" };
    const cartridge = { ...imported, lessons: [{ title: "1-тарау", items: [piece, quiz] }, { title: "2-тарау", items: [piece] }] };
    expect(isWhole(cartridge)).toBe(true);
    const operation = publishOperation(cartridge, { course: course(), lesson: null, lessonTitle: "елеусіз" }, SCHOOL, ids());
    const lessons = operation.fields["lessons"] as { title: string; items: { title: string }[] }[];
    expect(lessons.slice(1).map((one) => [one.title, one.items.map((item) => item.title)])).toEqual([
      ["1-тарау", ["Дала", "Сынақ"]],
      ["2-тарау", ["Дала"]],
    ]);
  });

  it("sends back nothing the server only told about", () => {
    const told = { id: "i1", title: "Жай бөлшектер", format: "pdf", manifest: "cd".repeat(32), launch: null, bytes: 1, here: true } as const;
    const book = course({ lessons: [{ id: "l1", title: "Жай бөлшектер", summary: "", items: [told] }] });
    const operation = publishOperation(imported, { course: book, lesson: "l1", lessonTitle: "" }, SCHOOL, ids());
    expect(JSON.stringify(operation)).not.toContain("here");
    expect(JSON.stringify(operation)).toContain("cd".repeat(32));
  });

  it("opens a new course of the school", () => {
    const fresh = { title: "Қазақ тілі", language: "kk", subject: "Қазақ тілі", grades: [5] } as const;
    const operation = publishOperation({ ...imported, lessons: [{ title: "", items: [{ ...piece, title: "" }] }] }, { course: fresh, lesson: null, lessonTitle: "Дала" }, SCHOOL, ids());
    expect(operation.record).toBeUndefined();
    expect(operation.fields).toMatchObject({ edition: 1, school: SCHOOL, grades: [5], lessons: [{ title: "Дала", items: [{ title: "Дала" }] }] });
    expect(isComplete({ course: { ...fresh, title: " " }, lesson: null, lessonTitle: "Дала" })).toBe(false);
  });

  it("offers the school's own courses, never national ones", () => {
    const all = [course(), course({ id: "k2", school: null }), course({ id: "k3", school: "s-other" })];
    expect(ownCourses(all, new Set([SCHOOL]), () => 0).map((one) => one.id)).toEqual(["k1"]);
  });
});

describe("photos kept for marking without a link", () => {
  const photo = (sha256: string, size: number, type = "image/jpeg") => ({ n: 0, name: "p.jpg", type, size, sha256 });

  it("are those of waiting works, oldest first, up to the cap, each once", () => {
    const works = [
      submission({ files: [photo("a", 40), photo("doc", 10, "application/pdf"), photo("b", 40)] }),
      submission({ id: "w2.1.1", learner: BOLAT, received_at: "2026-11-19T03:00:00.000Z", files: [photo("c", 30), photo("a", 40)] }),
    ];
    const queue = toMark([assignment()], new WorkIndex(works, []), "2026-11-21T08:00:00.000Z");
    expect(withinCap(queue, 100).map((one) => one.file.sha256)).toEqual(["c", "a"]);
    expect(withinCap(queue, 110).map((one) => one.file.sha256)).toEqual(["c", "a", "b"]);
  });
});

describe("an import's report", () => {
  it("is read from what is lost to what was repaired", () => {
    const note = (code: string) => ({ code, subject: null, messages: { kk: code, ru: code, en: code } });
    const report = ["path-repaired", "outside-address", "from-the-future", "file-missing", "quiz-question-lost"].map(note);
    expect(byKind(report).map(({ kind, findings }) => [kind, findings.length])).toEqual([
      ["lost", 2],
      ["outside", 1],
      ["other", 1],
      ["repaired", 1],
    ]);
    expect(byKind([])).toEqual([]);
  });
});
