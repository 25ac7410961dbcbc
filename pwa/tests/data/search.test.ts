import { beforeEach, describe, expect, it, vi } from "vitest";

import { searchTexts } from "../../src/data/search.ts";
import { pupilsPhone } from "./phone.ts";

const HIT = { lesson: "l", item: null, title: "Су", where: "text", excerpt: "Сырдария өзені" };
const says = (answer: () => Promise<Response>): void => void vi.stubGlobal("fetch", answer);

beforeEach(async () => {
  await pupilsPhone();
});

describe("asking the school for lessons by their words", () => {
  it("gives what it finds, and nothing where there is nothing", async () => {
    says(() => Promise.resolve(Response.json({ results: [HIT] })));
    expect(await searchTexts(" сырдария ")).toEqual([HIT]);
    says(() => Promise.resolve(Response.json({ results: [] })));
    expect(await searchTexts("жоқ")).toEqual([]);
  });

  it("tells a school that is out of reach from one that cannot search", async () => {
    says(() => Promise.reject(new TypeError("no link")));
    expect(await searchTexts("су")).toBe("away");
    const problem = { type: "/problems/internal-error", title: "", status: 500 };
    says(() => Promise.resolve(Response.json(problem, { status: 500, headers: { "Content-Type": "application/problem+json" } })));
    expect(await searchTexts("су")).toBe("refused");
  });
});
