import { describe, expect, it } from "vitest";

import { placeIn, withFirstScript } from "../../shell/first-script.ts";

const before = (page: string): string => page.slice(0, placeIn(page) ?? 0);

describe("the script that comes before those of a page", () => {
  it.each([
    ["<!DOCTYPE html><html lang='kk'><head><meta charset='utf-8'><title>Су <b></title>", "<script>first()</script></head><body>"],
    ["\n<!-- made by <script> -->\n<html>\n<head>\n<style>p > a { color: red }</style>\n", "</head><frameset></frameset>"],
    ["<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html xmlns='z'><head data-x='>'>", "<script/>"],
    ["\u00ef\u00bb\u00bf", "words without any markup"],
    ["", "<script>window.open('a')</script>"],
    ["<html><head>", "<header>no head</header>"],
  ])("stands behind what declares the page, and before all that runs: %s", (own, rest) => {
    expect(before(own + rest)).toBe(own);
  });

  it("is put into the page, which says the same otherwise", async () => {
    const page = new TextEncoder().encode("<!doctype html><p>Мәтін");
    const made = await (await withFirstScript(new Blob([page]))).text();
    expect(made).toMatch(/^<!doctype html><script>.*tirekPage.*remove\(\)<\/script><p>Мәтін$/);
  });

  it("stays out of UTF-16, where it would be other letters", async () => {
    const page = new Blob([new Uint8Array([0xff, 0xfe, 0x3c, 0])]);
    expect(await withFirstScript(page)).toBe(page);
  });
});
