import { describe, expect, it } from "vitest";

import { bookActivity, chapterAddresses, placeIn, placeValues } from "../../src/player/book.ts";
import { launchable, readDescription } from "../../src/player/description.ts";
import { parse } from "../../src/player/protocol.ts";

const FILE = { sha256: "a".repeat(64), size: 1, type: "application/xhtml+xml" };
const BOOK = readDescription(
  JSON.stringify({
    format: "epub",
    title: "Абай жолы",
    launch: "text/1 тарау.xhtml",
    items: [
      { id: "chapter-1", title: "Бірінші", launch: "text/1 тарау.xhtml", parameters: "", children: [] },
      { id: "chapter-2", title: "Екінші", launch: "text/2.xhtml", parameters: "", children: [] },
    ],
    files: { "text/1 тарау.xhtml": FILE, "text/2.xhtml": FILE },
  }),
);

describe("a book", () => {
  it("is one thing to be done, with its chapters as places", () => {
    expect(bookActivity(launchable(BOOK), BOOK.title)).toMatchObject({ id: "book", title: "Абай жолы", launch: "text/1 тарау.xhtml" });
    expect(bookActivity([], "x")).toBeNull();
    expect(chapterAddresses(BOOK)).toEqual(["text/1%20%D1%82%D0%B0%D1%80%D0%B0%D1%83.xhtml", "text/2.xhtml"]);
  });

  it("goes on at the chapter and line where it was left", () => {
    const place = { chapter: 1, permille: 450, size: 120 };
    expect(placeIn(placeValues(place), 2)).toEqual(place);
    expect(placeIn({}, 2)).toEqual({ chapter: 0, permille: 0, size: 100 });
  });

  it("begins anew where the place makes no sense any more", () => {
    expect(placeIn({ "cmi.core.lesson_location": "5@100", "cmi.suspend_data": "size=77" }, 2)).toEqual({ chapter: 0, permille: 0, size: 100 });
    expect(placeIn({ "cmi.core.lesson_location": "1@9999" }, 2)).toEqual({ chapter: 1, permille: 1000, size: 100 });
  });

  it("tells places that are places", () => {
    const place = { type: "place", chapter: 1, permille: 1000, size: 100, end: true };
    expect(parse({ ...place, token: "x" })).toEqual(place);
    for (const bad of [{ chapter: -1 }, { chapter: 1.5 }, { permille: 1001 }, { size: "100" }, { end: 1 }]) {
      expect(parse({ ...place, ...bad })).toBeNull();
    }
  });
});
