import { describe, expect, it } from "vitest";

import type { PackageFile } from "../../src/player/description.ts";
import type { Question } from "../../src/player/quiz/model.ts";
import { ownForm } from "../../src/screens/quizzes/imported.ts";

const PICTURE: PackageFile = { sha256: "a".repeat(64), size: 900, type: "image/png" };
const LARGE: PackageFile = { sha256: "b".repeat(64), size: 9_000_000, type: "image/png" };
const FILES = { find: (path: string): PackageFile | null => ({ "img/үшбұрыш.png": PICTURE, "img/large.png": LARGE })[path] ?? null };

const asked = (prompt: Question["prompt"]): Question => ({ id: "q1", type: "short_text", prompt, answers: ["60"] }) as unknown as Question;

describe("an imported question among one's own", () => {
  it("names its pictures by their hashes and has them as files", () => {
    const own = ownForm("item", asked(["Бұрышы? ", ["p", {}, ["img", { src: "img/үшбұрыш.png", alt: "Үшбұрыш" }]]]), FILES);
    expect(own?.body.prompt).toEqual(["Бұрышы? ", ["p", {}, ["img", { src: PICTURE.sha256, alt: "Үшбұрыш" }]]]);
    expect(own?.files).toEqual([{ sha256: PICTURE.sha256, name: "үшбұрыш.png", type: "image/png", size: 900 }]);
    expect(own?.body).not.toHaveProperty("id");
  });

  it("is as it was without any", () => {
    const own = ownForm("item", asked(["5 + 5"]), FILES);
    expect(own).toMatchObject({ id: "item:q1", files: [], body: { prompt: ["5 + 5"] } });
  });

  it.each([
    ["a recording", ["Тыңда ", ["audio", { src: "a.mp3" }]]],
    ["a picture that is not there", [["img", { src: "no.png", alt: "" }]]],
    ["a picture that is too large", [["img", { src: "img/large.png", alt: "" }]]],
  ] as const)("stays where it is with %s", (_, prompt) => {
    expect(ownForm("item", asked(prompt as unknown as Question["prompt"]), FILES)).toBeNull();
  });
});
