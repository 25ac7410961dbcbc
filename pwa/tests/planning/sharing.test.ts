/** What of a plan other schools get, and in how many operations. */
import { describe, expect, it } from "vitest";

import type { PlanRowDoc } from "../../src/data/docs.ts";
import { EMPTY } from "../../src/planning/plan.ts";
import { offering, shared } from "../../src/planning/sharing.ts";

const row = (more: Partial<PlanRowDoc> = {}): PlanRowDoc => ({ id: "a", school: "s", class: "5a", grade: null, subject: "mathematics", position: 1, ...EMPTY, topic: "Бөлшектер", op: "a.op", ...more });
const nameOf = ({ lesson, text }: { lesson?: string; text?: string }): string => (lesson === "known" ? "Сабақ атауы" : lesson ? "…" : (text ?? ""));
const ABOUT = { school: "s", subject: "mathematics", grade: 5, language: "kk", title: "Математика", named: false };

describe("a plan for other schools", () => {
  it("goes without its class, days and files, and names lessons of the library in words", () => {
    const file = { n: 0, sha256: "f", name: "Ару.pdf", type: "application/pdf", size: 1, held: true };
    const resources = [{ course: "c", lesson: "known" }, { course: "c", lesson: "gone" }, { text: " Оқулық " }];
    const { parts } = shared([row({ on: "2026-11-23", files: [file], resources, outline: "Барысы" })], nameOf) ?? { parts: [] };
    expect(parts).toEqual([
      [{ hours: 1, section: "", topic: "Бөлшектер", objectives: [], homework: "", resources: [{ text: "Сабақ атауы" }, { text: "Оқулық" }], summative: "none", outline: "Барысы" }],
    ]);
  });

  it("travels in operations that each fit, the first of which says how many there are", () => {
    const long = Array.from({ length: 40 }, (_, n) => row({ topic: `${n}`, outline: "с".repeat(1000) }));
    const made = shared(long, nameOf);
    expect(made?.outlines).toBe(true);
    for (const part of made?.parts ?? []) expect(new TextEncoder().encode(JSON.stringify(part)).length).toBeLessThan(20 * 1024);
    const { first, rest } = offering(ABOUT, made ?? { parts: [], outlines: true });
    expect(first.fields["parts"]).toBe(rest.length + 1);
    expect([first.fields["part_1"], ...rest.map((fields) => Object.values(fields)[0])].flat()).toHaveLength(40);
    expect(rest.map((fields) => Object.keys(fields))).toEqual(rest.map((_, at) => [`part_${at + 2}`]));
  });

  it("leaves out lessons plans that are too long, and is refused where even that is not enough", () => {
    const long = Array.from({ length: 60 }, () => row({ outline: "с".repeat(4000) }));
    const made = shared(long, nameOf);
    expect(made?.outlines).toBe(false);
    expect(made?.parts.flat().every((one) => one.outline === "")).toBe(true);
    expect(shared(Array.from({ length: 150 }, () => row({ topic: "т".repeat(1000) })), nameOf)).toBeNull();
  });
});
