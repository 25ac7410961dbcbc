import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Runtime } from "../../shell/scorm12.ts";
import type { ValuesMessage } from "../../src/player/protocol.ts";

let sent: ValuesMessage[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
});
afterEach(() => vi.useRealTimers());

function runtime(seed: Record<string, string> = {}): Runtime {
  return new Runtime("sco", seed, (message) => sent.push(message), () => Date.now());
}

describe("the API that SCORM 1.2 content finds", () => {
  it("answers from the first call on with what the attempt stood at", () => {
    const { api } = runtime({
      "cmi.core.student_name": "Сейіт Айгерім",
      "cmi.core.lesson_location": "3",
      "cmi.suspend_data": "notes",
      "cmi.core.entry": "resume",
      "cmi.core.lesson_status": "incomplete",
      "cmi.core.total_time": "0000:10:00",
      "cmi.student_data.mastery_score": "60",
      "cmi.launch_data": "start",
      "cmi.objectives.0.id": "o1",
      "cmi.objectives.0.status": "passed",
    });
    expect(api.LMSInitialize("")).toBe("true");
    const read = (name: string): string => api.LMSGetValue(name);
    expect(read("cmi.core.lesson_location")).toBe("3");
    expect(read("cmi.suspend_data")).toBe("notes");
    expect(read("cmi.core.entry")).toBe("resume");
    expect(read("cmi.core.student_name")).toBe("Сейіт Айгерім");
    expect(read("cmi.student_data.mastery_score")).toBe("60");
    expect(read("cmi.launch_data")).toBe("start");
    expect(read("cmi.objectives._count")).toBe("1");
    expect(read("cmi.objectives.0.status")).toBe("passed");
    expect(read("cmi.core.total_time")).toMatch(/00:10:00/);
  });

  it("passes accepted values on within a quarter of a second, the last of each", () => {
    const { api } = runtime();
    api.LMSInitialize("");
    api.LMSSetValue("cmi.core.lesson_location", "1");
    vi.advanceTimersByTime(200);
    api.LMSSetValue("cmi.core.lesson_location", "2");
    expect(sent).toHaveLength(0);
    vi.advanceTimersByTime(50);
    expect(sent).toEqual([{ type: "values", activity: "sco", values: { "cmi.core.lesson_location": "2" }, commit: false, finish: false }]);
    vi.advanceTimersByTime(5_000);
    expect(sent).toHaveLength(1);
  });

  it("passes on nothing that the data model refuses", () => {
    const { api } = runtime();
    api.LMSInitialize("");
    expect(api.LMSSetValue("cmi.core.student_name", "x")).toBe("false");
    expect(api.LMSGetLastError()).toBe("403");
    expect(api.LMSSetValue("cmi.core.lesson_status", "very good")).toBe("false");
    vi.advanceTimersByTime(1_000);
    expect(sent).toHaveLength(0);
  });

  it("takes suspend data above 4096 characters", () => {
    const { api } = runtime();
    api.LMSInitialize("");
    expect(api.LMSSetValue("cmi.suspend_data", "x".repeat(20_000))).toBe("true");
    api.LMSCommit("");
    expect(sent[0]?.values["cmi.suspend_data"]).toHaveLength(20_000);
  });

  it("sends at once on commit and finish, and not on every turn of a commit loop", () => {
    const { api } = runtime();
    api.LMSInitialize("");
    api.LMSSetValue("cmi.core.score.raw", "80");
    for (let turn = 0; turn < 50; turn++) api.LMSCommit("");
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ commit: true, values: { "cmi.core.score.raw": "80" } });
    vi.advanceTimersByTime(200);
    expect(sent).toHaveLength(2);
    expect(api.LMSFinish("")).toBe("true");
    expect(sent[2]).toMatchObject({ finish: true, commit: true });
    api.LMSFinish("");
    expect(sent).toHaveLength(3);
  });

  it("works when content takes the functions off the object", () => {
    const { LMSInitialize, LMSSetValue } = runtime().api;
    expect(LMSInitialize("")).toBe("true");
    expect(LMSSetValue("cmi.core.lesson_location", "7")).toBe("true");
  });
});
