import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { captionFiles, DescriptionUnreadable, launchable, launchAddress, PackageFiles, readDescription } from "../../src/player/description.ts";
import { contentOrigin, NoContentOrigin, shellAddress } from "../../src/player/origin.ts";
import { answerFile } from "../../src/player/package-server.ts";
import { parseRange } from "../../src/player/ranges.ts";

const SHA = "a".repeat(64);

describe("byte ranges", () => {
  it("follow RFC 9110", () => {
    expect(parseRange(null, 10)).toBe("all");
    expect(parseRange("bytes=0-", 10)).toEqual({ start: 0, end: 9 });
    expect(parseRange("bytes=2-4", 10)).toEqual({ start: 2, end: 4 });
    expect(parseRange("bytes=8-99", 10)).toEqual({ start: 8, end: 9 });
    expect(parseRange("bytes=-3", 10)).toEqual({ start: 7, end: 9 });
    expect(parseRange("bytes=-99", 10)).toEqual({ start: 0, end: 9 });
    expect(parseRange("bytes=10-", 10)).toBe("unsatisfiable");
    expect(parseRange("bytes=-0", 10)).toBe("unsatisfiable");
    for (const odd of ["bytes=5-2", "bytes=0-1,4-5", "items=0-1", "bytes=-", "bytes=a-b"]) expect(parseRange(odd, 10)).toBe("all");
  });

  it("never leave the file", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.option(fc.nat(60)), fc.option(fc.nat(60)), (size, from, to) => {
        const range = parseRange(`bytes=${from ?? ""}-${to ?? ""}`, size);
        if (typeof range === "string") return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.start).toBeLessThanOrEqual(range.end);
        expect(range.end).toBeLessThan(size);
      }),
    );
  });
});

const item = { id: "i1", title: "One", launch: "index.html", parameters: "?p=1", mastery_score: 60, visible: true, children: [] };
const described = {
  version: 1,
  format: "scorm12",
  title: "Lesson",
  language: "kk",
  launch: "index.html",
  items: [{ id: "top", title: "Chapter", launch: null, children: [item] }],
  files: {
    "index.html": { sha256: SHA, size: 4, type: "text/html" },
    "Суреттер/Карта.JPG": { sha256: SHA, size: 4, type: "image/jpeg" },
  },
  bytes: 8,
};

describe("a package's description", () => {
  it("is read as the import wrote it", () => {
    const description = readDescription(JSON.stringify(described));
    expect(launchable(description)).toMatchObject([{ id: "i1", launch: "index.html", masteryScore: "60", parameters: "?p=1" }]);
    expect(description.bytes).toBe(8);
  });

  it("names the sites whose programs its pages want", () => {
    const report = [
      { code: "outside-script", subject: "ajax.example.org" },
      { code: "outside-address", subject: "fonts.example.org" },
      { code: "outside-script", subject: "<b>no site</b>" },
    ];
    expect(readDescription(JSON.stringify({ ...described, report })).wants).toEqual(["ajax.example.org"]);
    expect(readDescription(JSON.stringify(described)).wants).toEqual([]);
  });

  it("names the captions of a film with the language in their names", () => {
    const file = described.files["index.html"];
    const files = { "su.mp4": file, "su.ru.VTT": file, "su-kk.vtt": file, "captions.vtt": file };
    const description = readDescription(JSON.stringify({ ...described, format: "video", files }));
    expect(captionFiles(description)).toEqual([
      { path: "captions.vtt", language: "" },
      { path: "su-kk.vtt", language: "kk" },
      { path: "su.ru.VTT", language: "ru" },
    ]);
  });

  it("is refused when it is something else", () => {
    for (const bad of ["", "[]", "{}", '{"format":"exe","files":{}}', '{"format":"pdf","files":{"a":{"sha256":"x","size":1}}}']) {
      expect(() => readDescription(bad), bad).toThrow(DescriptionUnreadable);
    }
  });

  it("finds files the way links are written", () => {
    const files = new PackageFiles(readDescription(JSON.stringify(described)).files);
    expect(files.find("index.html")?.type).toBe("text/html");
    expect(files.find("INDEX.html")?.type).toBe("text/html");
    expect(files.find(encodeURIComponent("Суреттер") + "/" + encodeURIComponent("карта.jpg"))?.type).toBe("image/jpeg");
    expect(files.find("../index.html")).toBeNull();
    expect(files.find("%zz")).toBeNull();
  });

  it("addresses its launch file with its parameters", () => {
    expect(launchAddress("бөлім 1/a b.html", "?x=1#y")).toBe("%D0%B1%D3%A9%D0%BB%D1%96%D0%BC%201/a%20b.html?x=1#y");
  });
});

describe("answering the content origin", () => {
  const files = new PackageFiles(readDescription(JSON.stringify(described)).files);
  const bytes = new Blob(["abcd"]);
  const fetchFile = (): Promise<Blob | null> => Promise.resolve(bytes);

  it("gives whole files and parts", async () => {
    expect(await answerFile(files, { type: "file", path: "index.html", range: null }, fetchFile)).toMatchObject({ status: 200, size: 4 });
    const part = await answerFile(files, { type: "file", path: "index.html", range: "bytes=1-2" }, fetchFile);
    expect(part).toMatchObject({ status: 206, start: 1, end: 2, size: 4 });
    expect(await part.body?.text()).toBe("bc");
    expect((await answerFile(files, { type: "file", path: "index.html", range: "bytes=9-" }, fetchFile)).status).toBe(416);
  });

  it("has no files but those of the launched package, and says so when one can't be had", async () => {
    expect((await answerFile(files, { type: "file", path: "other.html", range: null }, fetchFile)).status).toBe(404);
    const none = await answerFile(files, { type: "file", path: "index.html", range: null }, () => Promise.resolve(null));
    expect(none).toMatchObject({ status: 503, body: null });
  });
});

describe("the content origin", () => {
  const app = { protocol: "https:", hostname: "school.lan", origin: "https://school.lan" };

  it("is the app's host on another port", () => {
    expect(contentOrigin(":8443", app)).toBe("https://school.lan:8443");
    expect(contentOrigin("https://school.lan:8443/", app)).toBe("https://school.lan:8443");
    expect(shellAddress("https://school.lan:8443", { protocol: "https:", port: "" })).toBe("https://school.lan:8443/#app=443");
  });

  it("is never the app's own", () => {
    for (const bad of [":443", "https://school.lan/x", "nonsense", "data:text/html,x"]) {
      expect(() => contentOrigin(bad, app), bad).toThrow(NoContentOrigin);
    }
  });
});
