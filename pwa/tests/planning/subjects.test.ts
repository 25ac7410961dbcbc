import { describe, expect, it } from "vitest";

import { subjectCode } from "../../src/planning/subjects.ts";

describe("the code of a new subject", () => {
  const code = (name: string, ...taken: string[]): string => subjectCode(name, new Set(taken));

  it("is its name in the letters that ids are made of", () => {
    expect(code("Шахмат")).toBe("shakhmat");
    expect(code("Өлкетану (5-сынып)")).toBe("olketanu-5-synyp");
    expect(code("Қазақ тілі мен әдебиеті")).toBe("qazaq-tili-men-adebieti");
    expect(code("  Robotics & IT ")).toBe("robotics-it");
    expect(code("Ңң ".repeat(60))).toMatch(/^[a-z-]{1,60}$/);
    expect(code("⚽")).toBe("subject");
  });

  it("is never another subject's", () => {
    expect(code("Шахмат", "shakhmat")).toBe("shakhmat-2");
    expect(code("Шахмат", "shakhmat", "shakhmat-2")).toBe("shakhmat-3");
  });
});
