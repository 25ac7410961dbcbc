import { describe, expect, it } from "vitest";

import { type Circles, keeping, type Piece, readCircles } from "../../build/keeping.ts";

const CIRCLES: Circles = { staff: new Set(["/screens/teacher/HomeScreen.tsx"]), family: new Set(["/screens/consent/FamilyConsentScreen.tsx"]), online: new Set(["/screens/admin/SyncScreen.tsx"]) };
const desk = "/app/src/screens/teacher/HomeScreen.tsx";
const consent = "/app/src/screens/consent/FamilyConsentScreen.tsx";
const admin = "/app/src/screens/admin/SyncScreen.tsx";

function piece(fileName: string, more: Partial<Piece> = {}): Piece {
  return { fileName, isEntry: false, facadeModuleId: null, imports: [], dynamicImports: [], css: [], ...more };
}

const CONSENT = piece("consent.js", { facadeModuleId: consent });

function kept(pieces: readonly Piece[]): { staff: string[]; family: string[]; nobody: string[] } {
  const { staff, family, nobody } = keeping(pieces, CIRCLES);
  return { staff: [...staff].sort(), family: [...family].sort(), nobody: [...nobody].sort() };
}

describe("the files that not every phone keeps", () => {
  it("are those of staff's and of online screens, with what nobody else uses", () => {
    const pieces = [
      piece("index.js", { isEntry: true, dynamicImports: ["todo.js", "sync.js", "desk.js", "consent.js"], css: ["index.css"] }),
      piece("todo.js", { facadeModuleId: "/app/src/screens/pupil/TodoScreen.tsx", imports: ["words.js"] }),
      piece("desk.js", { facadeModuleId: desk, imports: ["words.js", "marking.js"], css: ["desk.css"] }),
      piece("sync.js", { facadeModuleId: admin, imports: ["words.js", "windows.js"], css: ["sync.css"] }),
      piece("words.js"),
      piece("marking.js"),
      piece("consent.js", { facadeModuleId: consent, imports: ["words.js"], css: ["consent.css"] }),
      piece("windows.js"),
    ];
    expect(kept(pieces)).toEqual({ staff: ["desk.css", "desk.js", "marking.js"], family: ["consent.css", "consent.js"], nobody: ["sync.css", "sync.js", "windows.js"] });
  });

  it("are kept for everybody where one of those that share it is, else for each circle", () => {
    const pieces = [
      piece("index.js", { isEntry: true, dynamicImports: ["sync.js", "desk.js", "todo.js", "consent.js"] }),
      piece("todo.js", { css: ["shared.css"] }),
      piece("consent.js", { facadeModuleId: consent, imports: ["purposes.js"] }),
      piece("purposes.js"),
      piece("desk.js", { facadeModuleId: desk, dynamicImports: ["plot.js", "purposes.js"], css: ["shared.css"] }),
      piece("sync.js", { facadeModuleId: admin, dynamicImports: ["plot.js"] }),
      piece("plot.js"),
    ];
    expect(kept(pieces)).toEqual({ staff: ["desk.js", "plot.js", "purposes.js"], family: ["consent.js", "purposes.js"], nobody: ["sync.js"] });
  });

  it("fails the build where no file begins the app: phones would keep nothing", () => {
    expect(() => kept([CONSENT, piece("desk.js", { facadeModuleId: desk }), piece("sync.js", { facadeModuleId: admin })])).toThrow("begins the app");
  });

  it("fails the build where another module imports from such a screen: it would be kept for all", () => {
    const pieces = [
      piece("index.js", { isEntry: true, dynamicImports: ["sync.js", "desk.js"] }),
      CONSENT,
      piece("desk.js", { facadeModuleId: desk }),
      piece("sync.js"),
    ];
    expect(() => kept(pieces)).toThrow("SyncScreen.tsx");
  });
});

describe("the list of routes", () => {
  it("says whose a screen is", () => {
    const circles = readCircles(`later("/todo", () => import("./screens/pupil/TodoScreen.tsx")),
      family("/consent/:learner", () => import("./screens/consent/FamilyConsentScreen.tsx")),
      staff("/t", () => import("./screens/teacher/HomeScreen.tsx")),
      online("/admin/sync", () => import("./screens/admin/SyncScreen.tsx")),`);
    expect(circles).toEqual(CIRCLES);
  });

  it("fails the build where a screen would be kept for all because its route is written differently", () => {
    expect(() => readCircles(`staff(DESK, () => import("./screens/teacher/HomeScreen.tsx")),`)).toThrow("staff(");
  });
});
