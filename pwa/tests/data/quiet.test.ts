/** The copy for days without a link begins when nobody needs the phone, and soon in any case. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ask } from "../../src/data/http.ts";
import { quietMoment } from "../../src/data/quiet.ts";

class Sheet extends EventTarget {
  visibilityState = "visible";
}

let sheet: Sheet;
let came: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  sheet = new Sheet();
  const page = new EventTarget();
  vi.stubGlobal("document", sheet);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  vi.stubGlobal("dispatchEvent", page.dispatchEvent.bind(page));
  came = false;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function waits(): void {
  void quietMoment().then(() => (came = true));
}

describe("a quiet moment", () => {
  it("comes a second after the last touch", async () => {
    waits();
    await vi.advanceTimersByTimeAsync(800);
    dispatchEvent(new Event("pointerdown"));
    await vi.advanceTimersByTimeAsync(800);
    expect(came).toBe(false);
    await vi.advanceTimersByTimeAsync(400);
    expect(came).toBe(true);
  });

  it("waits for what the server is asked for", async () => {
    let answer = (): void => undefined;
    vi.stubGlobal("fetch", () => new Promise((resolve) => (answer = () => resolve(new Response(null, { status: 200 })))));
    const asked = ask("/api/v1/node");
    waits();
    await vi.advanceTimersByTimeAsync(3000);
    expect(came).toBe(false);
    answer();
    await asked;
    await vi.advanceTimersByTimeAsync(1200);
    expect(came).toBe(true);
  });

  it("is waited for five seconds at the most", async () => {
    waits();
    for (let n = 0; n < 9; n += 1) {
      dispatchEvent(new Event("keydown"));
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(came).toBe(false);
    dispatchEvent(new Event("keydown"));
    await vi.advanceTimersByTimeAsync(600);
    expect(came).toBe(true);
  });

  it("is there as soon as the page goes out of sight", async () => {
    waits();
    sheet.visibilityState = "hidden";
    sheet.dispatchEvent(new Event("visibilitychange"));
    await vi.advanceTimersByTimeAsync(0);
    expect(came).toBe(true);
  });
});
