import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Unreachable } from "../../src/data/http.ts";
import { exchangeNow, type SyncDoc } from "../../src/screens/admin/status.ts";

const { answers } = vi.hoisted(() => ({ answers: [] as (() => unknown)[] }));

vi.mock(import("../../src/data/http.ts"), async (original) => ({
  ...(await original()),
  askJson: vi.fn(() => Promise.resolve().then(() => ({ body: (answers.length > 1 ? answers.shift() : answers[0])?.() }) as never)),
}));
vi.mock(import("../../src/data/asking.ts"), async (original) => ({ ...(await original()), askMine: vi.fn(() => Promise.resolve({ version: "1" } as never)) }));

const doc = (running: boolean, last: SyncDoc["last"] = null) => (): SyncDoc => ({ running, last });
const away = () => {
  throw new Unreachable("/api/v1/sync");
};

describe("an exchange that somebody has asked for", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is waited for as long as it runs, however slow the link is", async () => {
    answers.splice(0, answers.length, ...Array.from({ length: 200 }, () => doc(true)), doc(false, { at_ms: 1, error: null }));
    const looks = vi.fn();
    const told = exchangeNow(() => true, looks);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(await told).toEqual({ outcome: "done", status: { version: "1" } });
    expect(looks.mock.calls.length).toBe(199);
  });

  it("has failed only where the server says so", async () => {
    answers.splice(0, answers.length, doc(false), away, doc(true), doc(false, { at_ms: 1, error: "unreachable" }));
    const told = exchangeNow(() => true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await told).toEqual({ outcome: "failed" });
  });

  it("goes on without the page", async () => {
    answers.splice(0, answers.length, doc(true));
    let open = true;
    const told = exchangeNow(() => open);
    await vi.advanceTimersByTimeAsync(600_000);
    open = false;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await told).toEqual({ outcome: "left" });
  });
});
