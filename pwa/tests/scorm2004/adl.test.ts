/** The ADL conformance suite for SCORM 2004 4th Ed., as tests/conformance/adl prepares it. */
import { expect, test } from "vitest";

import { readCase } from "./adl/cases.ts";
import { type Package, play } from "./adl/learner.ts";
import { readText, writeText } from "./adl/files.ts";

const PREPARED = import.meta.env.VITE_ADL_CASES as string | undefined;
const REPORT = import.meta.env.VITE_ADL_REPORT as string | undefined;

/** Milliseconds for 12,000 calls and 900 visits on a busy machine. */
const PATIENCE_MS = 120_000;

type Prepared = Record<string, { text: string; packages: Record<string, Package> }>;

test.skipIf(PREPARED === undefined)("every case of the suite can be played to its end or its first fault", () => {
  const prepared = JSON.parse(readText(PREPARED ?? "")) as Prepared;
  const system = { shared: {}, data: {} };
  const faults: Record<string, string | null> = {};
  for (const [name, { text, packages }] of Object.entries(prepared)) {
    faults[name] = play(readCase(text), new Map(Object.entries(packages)), system);
  }
  if (REPORT !== undefined) writeText(REPORT, JSON.stringify(faults, null, 1));
  expect(Object.keys(faults)).toHaveLength(Object.keys(prepared).length);
}, PATIENCE_MS);
