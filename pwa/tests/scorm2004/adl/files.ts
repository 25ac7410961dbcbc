/** Reading and writing files in tests, without the types of Node in the app's own code. */
import * as fs from "node:fs";

const { readFileSync, writeFileSync } = fs as unknown as {
  readFileSync: (path: string, encoding: "utf8") => string;
  writeFileSync: (path: string, text: string) => void;
};

export const readText = (path: string): string => readFileSync(path, "utf8");
export const writeText = (path: string, text: string): void => writeFileSync(path, text);
