import { readFileSync } from "node:fs";

import { afterEach, describe, expect, it } from "vitest";

import { help, t } from "../../src/i18n/help.ts";
import { helpStaff, t as staff } from "../../src/i18n/helpStaff.ts";
import { LANGS, setLang } from "../../src/i18n/index.ts";
import { findRoute, later } from "../../src/routes.tsx";
import { STAFF } from "../../src/screens/help/staffTopics.ts";
import { FAMILY, findIn, isFamily, type Spoken, spoken, together } from "../../src/screens/help/topics.ts";

const ROLES = ["pupil", "parent", "teacher", "class_teacher", "assistant", "club_leader", "operator", "admin", "director", "deputy", "inspector"];
/** The addresses that the app declares. */
const APP = ["app", "staff"].map((list) => readFileSync(new URL(`../../src/${list}.tsx`, import.meta.url), "utf8")).join("\n");
const ROUTES = [...APP.matchAll(/\b(?:here|later|staff|family|online)\(\s*"(\/[^"]*)"/g)].map(([, pattern = ""]) => later(pattern, () => Promise.reject(new Error("not shown"))));
/** The screens' own words, as they are written. */
const OTHERS = Object.entries(import.meta.glob<string>("../../src/i18n/*.ts", { query: "?raw", import: "default", eager: true })).filter(([file]) => !/\/help(Staff)?\.ts$/.test(file));
const WORDS = OTHERS.map(([, source]) => source).join("\n");

const grant = (role: string) => ({ role, school: "aqbulaq" });
const toldTo = (...roles: string[]): Spoken[] => [...spoken(STAFF, roles.map(grant), staff), together(spoken(FAMILY, roles.map(grant), t), staff("forAll"))];
const questions = (groups: readonly Spoken[]): string[] => groups.flatMap(({ answers }) => answers.map(({ question }) => question));

/** Whether a text of some screen is this, begins so, or is this after a number. */
function onScreen(words: string): boolean {
  const plain = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(String.raw`(?:"|\{n\} (?:\p{L}+ )?)${plain}(?![\p{L}])`, "iu").test(WORDS);
}

afterEach(() => setLang("kk"));

describe.each(LANGS)("help in %s", (language) => {
  it.each(ROLES)("has answers of two to six sentences for a %s, and those that everybody asks", (role) => {
    setLang(language);
    const groups = toldTo(role);
    // Of its own, besides what is asked without any role.
    expect(questions(groups).length).toBeGreaterThan(questions(toldTo()).length);
    for (const { answers } of groups) {
      expect(answers.length).toBeGreaterThan(0);
      for (const { question, answer } of answers) {
        expect(question).not.toBe("");
        const sentences = answer.split(/[.?!](?: |$)/).length - 1;
        expect(sentences, answer).toBeGreaterThanOrEqual(2);
        expect(sentences, answer).toBeLessThanOrEqual(6);
      }
    }
  });

  it("calls buttons and signs as the screens call them", () => {
    const texts = [...Object.values(help[language]), ...Object.values(helpStaff[language])];
    const quoted = texts.flatMap((text) => (typeof text !== "string" ? [] : [...text.matchAll(/[«“]([^»”]+)[»”]/g)].map(([, words = ""]) => words)));
    expect(quoted.length).toBeGreaterThan(50);
    expect(quoted.filter((words) => !onScreen(words))).toEqual([]);
  });

  it("calls the screens that it leads to by their names", () => {
    const places = Object.entries(helpStaff[language]).filter(([key]) => key.startsWith("at"));
    expect(places.length).toBeGreaterThan(5);
    for (const [key, name] of places) expect(typeof name === "string" && onScreen(name), key).toBe(true);
  });

  it("leads only to screens that there are", () => {
    setLang(language);
    const places = toldTo(...ROLES).flatMap(({ answers }) => answers.flatMap(({ at }) => (at ? [at] : [])));
    expect(places.length).toBeGreaterThan(20);
    for (const [href, name] of places) {
      expect(findRoute(ROUTES, href), href).not.toBeNull();
      expect(name()).not.toBe("");
    }
  });
});

describe("whose questions they are", () => {
  it("are asked once, the own first, the other roles' next, everybody's last", () => {
    setLang("en");
    expect(toldTo("parent", "director", "teacher").map(({ title }) => title)).toEqual(["For teachers", "For leaders and administrators", "For whoever goes to town", "What everybody asks"]);
    expect(questions(toldTo("parent"))[0]).toBe("A mark seems wrong. Whom do I ask?");
    const asked = questions(toldTo(...ROLES));
    expect(new Set(asked).size).toBe(asked.length);
  });

  it("are everybody's alone for who is not logged in", () => {
    setLang("en");
    expect(toldTo().map(({ title }) => title)).toEqual(["What everybody asks"]);
  });

  it("are all shown to somebody", () => {
    const shown = new Set([...STAFF, ...FAMILY].flatMap(({ title, topics }) => [title ?? "", ...topics.map(({ text }) => text)]));
    const other = ["search", "forAll"];
    const keys = [...Object.keys(help.kk), ...Object.keys(helpStaff.kk)].filter((key) => !key.startsWith("at") && !other.includes(key));
    expect(keys.filter((key) => !shown.has(key as never))).toEqual([]);
  });

  it("stay with the staff's screens unless a pupil or a parent asks them", () => {
    expect(FAMILY.flatMap(({ roles }) => roles ?? []).every((role) => isFamily(grant(role)))).toBe(true);
    expect(STAFF.flatMap(({ roles }) => roles ?? []).some((role) => isFamily(grant(role)))).toBe(false);
  });
});

describe("searching", () => {
  const found = (query: string, ...roles: string[]): string[] => questions(findIn(toldTo(...roles), query));

  it("forgives a Russian keyboard", () => {
    expect(found("кағаз", "pupil")).toEqual(["Жұмысты қағазда тапсыруға бола ма?"]);
    expect(found("орын битти", "pupil")).toEqual(["Телефонда орын бітті"]);
    expect(found("уйирме", "club_leader")).toEqual(["Үйірме журналын қалай толтырамын?"]);
  });

  it("takes the answers that have the most of the words", () => {
    setLang("ru");
    expect(found("у меня дома нет интернета", "pupil")[0]).toBe("Дома нет интернета. Что делать?");
    expect(found("флешка", "director")).toContain("Как отвезти работы на флешке?");
  });

  it("looks in answers, too, and says when there is nothing", () => {
    setLang("en");
    expect(found("notebook photograph", "pupil")).toEqual(["May I hand in on paper?"]);
    expect(found("xylophone", "pupil")).toEqual([]);
  });

  it("shows everything while nothing has been typed that could be found", () => {
    expect(found(" ?", "pupil")).toEqual(questions(toldTo("pupil")));
  });
});
