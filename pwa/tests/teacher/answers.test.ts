import { beforeEach, describe, expect, it } from "vitest";

import { answersOf, forgetAnswers, keptAnswers } from "../../src/screens/teacher/answers.ts";
import { ANSWERS_KEPT } from "../../src/screens/teacher/model/answering.ts";
import { pupilsPhone } from "../data/phone.ts";
import { School } from "../data/school.ts";

const ESSAY = "Біздің ауыл өзен жағасында.";

/** A school that answers for attempts, and counts how often it is asked. */
class Answering extends School {
  asked = 0;
  there = true;
  arriving = false;
  readonly answering = (): Promise<Response> => {
    this.asked += 1;
    if (!this.there) return Promise.reject(new TypeError("no link"));
    const row = { activity: "launch", question: "q4", n: 0, type: "fill-in", response: ESSAY.slice(0, 5), share: null };
    const quiz = this.arriving ? null : { seed: 1, answers: { q4: ESSAY } };
    return Promise.resolve(Response.json({ answers: [row], quiz, arriving: this.arriving }));
  };
}

let school: Answering;
beforeEach(async () => {
  school = new Answering();
  await pupilsPhone(school);
  globalThis.fetch = school.answering;
});

describe("the answers of an attempt", () => {
  it("are asked for once, and read without the school after that", async () => {
    expect((await answersOf({ id: "a1", op: "o1" }))?.quiz?.answers).toEqual({ q4: ESSAY });
    school.there = false;
    expect((await answersOf({ id: "a1", op: "o1" }))?.quiz?.answers).toEqual({ q4: ESSAY });
    expect(school.asked).toBe(1);
  });

  it("are asked for anew once the pupil has gone on; until the school answers, what is kept stands", async () => {
    await answersOf({ id: "a1", op: "o1" });
    school.there = false;
    expect((await answersOf({ id: "a1", op: "o2" }))?.answers).toHaveLength(1);
    school.there = true;
    await answersOf({ id: "a1", op: "o2" });
    expect(school.asked).toBe(3);
  });

  it("are asked for again while the whole of them is on its way", async () => {
    school.arriving = true;
    expect(await answersOf({ id: "a1", op: "o1" })).toMatchObject({ quiz: null, arriving: true });
    school.arriving = false;
    expect((await answersOf({ id: "a1", op: "o1" }))?.quiz).not.toBeNull();
  });

  it("are nothing that a phone without them and without the school could show", async () => {
    school.there = false;
    expect(await answersOf({ id: "a1", op: "o1" })).toBeNull();
    expect(await keptAnswers(["a1"])).toEqual(new Map());
  });

  it("stay on the phone within bounds, those that are wanted before all others", async () => {
    const ids = Array.from({ length: ANSWERS_KEPT + 3 }, (_, n) => `a${1000 + n}`);
    for (const id of ids) await answersOf({ id, op: "o1" });
    await forgetAnswers(ids.slice(-2));
    const kept = await keptAnswers(ids);
    expect(kept.size).toBe(ANSWERS_KEPT + 2);
    expect(ids.slice(-2).every((id) => kept.has(id))).toBe(true);
  });
});
