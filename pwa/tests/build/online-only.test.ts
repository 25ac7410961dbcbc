import { describe, expect, it } from "vitest";

import { onlineOnly, type Piece } from "../../build/online-only.ts";

function piece(fileName: string, more: Partial<Piece> = {}): Piece {
  return { fileName, isEntry: false, facadeModuleId: null, imports: [], dynamicImports: [], css: [], ...more };
}

describe("the files that a phone need not keep", () => {
  const admin = "/app/src/screens/admin/SyncScreen.tsx";

  it("are those of screens that show only the server's answer, with what nobody else uses", () => {
    const pieces = [
      piece("index.js", { isEntry: true, dynamicImports: ["todo.js", "sync.js"], css: ["index.css"] }),
      piece("todo.js", { facadeModuleId: "/app/src/screens/pupil/TodoScreen.tsx", imports: ["words.js"] }),
      piece("sync.js", { facadeModuleId: admin, imports: ["words.js", "windows.js"], css: ["sync.css"] }),
      piece("words.js"),
      piece("windows.js"),
    ];
    expect([...onlineOnly(pieces)].sort()).toEqual(["sync.css", "sync.js", "windows.js"]);
  });

  it("are none of those that a screen for offline work needs as well, by whatever way", () => {
    const pieces = [
      piece("index.js", { isEntry: true, dynamicImports: ["sync.js", "desk.js"] }),
      piece("sync.js", { facadeModuleId: admin, dynamicImports: ["plot.js"], css: ["shared.css"] }),
      piece("desk.js", { facadeModuleId: "/app/src/screens/teacher/HomeScreen.tsx", dynamicImports: ["plot.js"], css: ["shared.css"] }),
      piece("plot.js"),
    ];
    expect([...onlineOnly(pieces)]).toEqual(["sync.js"]);
  });
});
