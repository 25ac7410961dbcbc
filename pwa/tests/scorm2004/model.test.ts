import { expect, test } from "vitest";

import { Api } from "../../shell/scorm2004/cmi/api.ts";
import { Model } from "../../shell/scorm2004/cmi/model.ts";

const SILENT = { set: () => undefined, committed: () => undefined, terminated: () => undefined };

function lms(seed: Record<string, string> = {}) {
  return new Api(new Model(seed, [], () => "unknown"), SILENT).api;
}

test("the phases of a session give their own errors", () => {
  const api = lms();
  expect([api.GetValue("cmi.mode"), api.GetLastError()]).toEqual(["", "122"]);
  expect([api.Initialize(""), api.Initialize(""), api.GetLastError()]).toEqual(["true", "false", "103"]);
  expect([api.Terminate(""), api.SetValue("cmi.location", "1"), api.GetLastError()]).toEqual(["true", "false", "133"]);
  expect([api.Initialize(""), api.GetLastError()]).toEqual(["false", "104"]);
});

test.each([
  ["cmi.nothing", "1", "401"],
  ["cmi.mode", "normal", "404"],
  ["cmi.score.scaled", "1.5", "407"],
  ["cmi.score.scaled", "much", "406"],
  ["cmi.objectives.0.success_status", "passed", "408"],
  ["cmi.objectives.7.id", "later", "351"],
  ["cmi.interactions.0.type", "choice", "408"],
  ["cmi.session_time", "5 minutes", "406"],
  ["adl.nav.request", "home", "406"],
])("setting %s to %s is answered with %s", (element, value, error) => {
  const api = lms();
  api.Initialize("");
  expect([api.SetValue(element, value), api.GetLastError()]).toEqual(["false", error]);
});

test("statuses follow their measure where the manifest sets a threshold", () => {
  const api = lms({ "cmi.scaled_passing_score": "0.6", "cmi.completion_threshold": "0.5" });
  api.Initialize("");
  api.SetValue("cmi.success_status", "passed");
  expect(api.GetValue("cmi.success_status")).toBe("unknown");
  api.SetValue("cmi.score.scaled", "0.5");
  api.SetValue("cmi.progress_measure", "0.5");
  expect([api.GetValue("cmi.success_status"), api.GetValue("cmi.completion_status")]).toEqual(["failed", "completed"]);
});

test("what goes in comes out, and numbers of JavaScript are taken as they are", () => {
  const api = lms();
  api.Initialize("");
  const set = api.SetValue as (element: string, value: unknown) => string;
  expect([set("cmi.score.raw", 7), api.GetValue("cmi.score.raw")]).toEqual(["true", "7"]);
  api.SetValue("cmi.interactions.0.id", "q1");
  expect(api.GetValue("cmi.interactions._count")).toBe("1");
});
