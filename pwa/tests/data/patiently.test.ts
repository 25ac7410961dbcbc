import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiProblem, Unreachable } from "../../src/data/http.ts";
import { patiently } from "../../src/data/patiently.ts";

describe("work that waits for a server", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const away = new Unreachable("/");

  it("is done once the server is back", async () => {
    const work = vi.fn<() => Promise<string>>().mockRejectedValueOnce(away).mockRejectedValueOnce(away).mockResolvedValue("done");
    const told = patiently(work, 1000, 3);
    await vi.advanceTimersByTimeAsync(1999);
    expect(work).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(await told).toBe("done");
  });

  it("is given up after so many tries", async () => {
    const work = vi.fn(() => Promise.reject(away));
    const told = expect(patiently(work, 1000, 3)).rejects.toBe(away);
    await vi.advanceTimersByTimeAsync(60_000);
    await told;
    expect(work).toHaveBeenCalledTimes(3);
  });

  it("is not tried again where the server has answered", async () => {
    const refused = new ApiProblem(422, "invalid", null, null, null, {});
    const work = vi.fn(() => Promise.reject(refused));
    await expect(patiently(work, 1000, 3)).rejects.toBe(refused);
    expect(work).toHaveBeenCalledTimes(1);
  });
});
