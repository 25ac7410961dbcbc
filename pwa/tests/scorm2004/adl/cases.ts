/** The ADL test suite's case files: visits of activities in the order they must be delivered, with every call. */

export interface Call {
  /** I, T, C, GET, SET, GES, GLE, GeDi or COI: which function of the API is called. */
  what: string;
  element: string;
  value: string;
  expected: string;
  error: string;
  /** As written, for messages. */
  line: string;
}

export interface Visit {
  activity: string;
  calls: Call[];
  /** What the learner is asked to do afterwards. */
  then: string;
  questions: string[];
  answers: string[];
}

export interface Case {
  name: string;
  start: string;
  visits: Visit[];
}

/** The abbreviations that the case files write elements and values with. */
const WORDS: Readonly<Record<string, string>> = {
  a: "adl", c: "cmi", V: "_version", CFLRNR: "comments_from_learner", CFLMS: "comments_from_lms", CHIL: "_children",
  CNT: "_count", COM: "comment", LOC: "location", TS: "timestamp", CS: "completion_status", CT: "completion_threshold",
  CDT: "credit", E: "entry", X: "exit", INTR: "interactions", ID: "id", TY: "type", OB: "objectives", CR: "correct_responses",
  P: "pattern", W: "weighting", LR: "learner_response", R: "result", LAT: "latency", D: "description", LD: "launch_data",
  LI: "learner_id", LN: "learner_name", LP: "learner_preference", AL: "audio_level", LANG: "language", DS: "delivery_speed",
  AC: "audio_captioning", MAXTA: "max_time_allowed", M: "mode", S: "score", SCA: "scaled", RW: "raw", MN: "min", MX: "max",
  SS: "success_status", PM: "progress_measure", SPS: "scaled_passing_score", ST: "session_time", SD: "suspend_data",
  TLA: "time_limit_action", TT: "total_time", n: "nav", r: "request", rv: "request_valid", comp: "completed",
  incomp: "incomplete", notatt: "not attempted", pass: "passed", fail: "failed", unk: "unknown", "CDT.c": "credit",
  "CDT.n": "no-credit", "E.a": "ab-initio", "E.r": "resume", es: "", "X.t": "time-out", "X.s": "suspend", "X.l": "logout",
  "TY.tf": "true-false", "TY.c": "choice", "TY.f": "fill-in", "TY.lf": "long-fill-in", "TY.l": "likert", "TY.m": "matching",
  "TY.p": "performance", "TY.s": "sequencing", "TY.n": "numeric", "TY.o": "other", "R.c": "correct", "R.i": "incorrect",
  "R.u": "unanticipated", "R.n": "neutral", "M.b": "browse", "M.n": "normal", "M.r": "review", "TLA.em": "exit,message",
  "TLA.cm": "continue,message", "TLA.enm": "exit,no message", "TLA.cnm": "continue,no message", t: "true", f: "false",
  ill: "illegal", WOV: "WriteOnceViolation", IlSt: "illegal_state", ivd: "invalid", "N.c": "continue", "N.p": "previous",
  "N.ea": "exitAll", "N.a": "abandon", "N.aa": "abandonAll", "N.sa": "suspendAll", "N.n": "_none_", DA: "data", STR: "store",
  "N.j": "jump",
};

const CALL = /^(?:I|T|C|GET|SET|GES|GLE|GeDi|COI)->/;

const word = (key: string): string => WORDS[key] ?? key;

/** `a~n~rv~TY.c~tar~activity_2` to `adl.nav.request_valid.choice.{target=activity_2}`. */
function element(key: string): string {
  const parts = key.split("~");
  const found: string[] = [];
  for (let at = 0; at < parts.length; at++) {
    if (parts[at] === "tar") found.push(`{target=${parts[++at] ?? ""}}`);
    else found.push(word((parts[at] ?? "").replace(/^(INTR|CR|P|LR|R|TY)!.*$/, "$1").replace(/!.*$/, "")));
  }
  return found.join(".");
}

function call(line: string): Call {
  const parts = line.split("->");
  const what = parts[0] ?? "";
  const error = parts[parts.length - 1] ?? "";
  const key = parts[1] ?? "";
  const plain = { what, element: "", value: "", expected: "", error, line };
  switch (what) {
    case "SET": {
      const cut = key.indexOf("!");
      const written = key.slice(cut + 1);
      const aimed = /^tar~([^~]+)~(.+)$/.exec(written);
      const value = aimed ? `{target=${aimed[1] ?? ""}}${word(aimed[2] ?? "")}` : word(written);
      return { ...plain, element: element(key.slice(0, cut)), value, expected: word(parts[parts.length - 2] ?? "") };
    }
    case "GET": {
      // Asked for the name of the objective that has this name, the answer is the name.
      const named = /&([^&]+)&~(?:id|ID)$/.exec(key)?.[1];
      const expected = word(parts.slice(2, -1).join("->"));
      return { ...plain, element: element(key), expected: expected === "" && named !== undefined ? named : expected };
    }
    case "COI":
      return { ...plain, expected: key, error: "" };
    default:
      return { ...plain, value: key, expected: word(parts[2] ?? "") };
  }
}

function unescaped(text: string): string {
  return text.replace(/\\u([0-9A-Fa-f]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

export function readCase(text: string): Case {
  const lines = text.replace(/\r/g, "").replace(/\\\n/g, "").split("\n");
  const found: Case = { name: "", start: ".", visits: [] };
  let current = "";
  for (const line of lines) {
    if (line.startsWith("####") || !line.includes("=")) continue;
    const cut = line.indexOf("=");
    const key = line.slice(0, cut);
    const value = line.slice(cut + 1);
    if (key === "title") found.name = value;
    if (key === "start") found.start = value;
    const act = /^(Act(\w+?)V\d+)\.(UIQ|UIA|CUI|commands)/.exec(key);
    if (!act) continue;
    const [, visit = "", activity = "", field] = act;
    if (visit !== current) found.visits.push({ activity, calls: [], then: "", questions: [], answers: [] });
    current = visit;
    const last = found.visits[found.visits.length - 1];
    if (!last) continue;
    // Lines that are no call (one lost its first word) are passed over, as the suite itself does.
    if (field === "commands" && CALL.test(value)) last.calls.push(call(unescaped(value)));
    if (field === "CUI") last.then = value.trim();
    if (field === "UIQ") last.questions = value.split("~");
    if (field === "UIA") last.answers = value.split("~");
  }
  return found;
}
