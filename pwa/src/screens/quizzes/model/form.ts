/** A question as its author fills it in, and the question that it becomes (content/quiz.py). Pure. */
import type { DraftFile } from "../../../data/drafts.ts";
import type { QuestionDoc, Strand } from "../../../data/docs.ts";
import { add, type Fraction, fraction, read, same, times, typed, ZERO } from "../../../player/quiz/fraction.ts";
import type { QuestionBody, Rich, RichNode } from "../../../player/quiz/model.ts";

/** The kinds that can be written in the app; gaps in a text come only from imports. */
export type FormType = "choice" | "several" | "truefalse" | "order" | "match" | "number" | "text" | "essay";
export const FORM_TYPES: readonly FormType[] = ["choice", "several", "truefalse", "order", "match", "number", "text", "essay"];

/** Rows of one question that a phone's screen still shows. */
export const MOST_ROWS = 12;
/** Characters of one text of a question. */
export const TEXT_CHARACTERS = 2000;
/** Most points that one question may give. */
export const MOST_POINTS = 100;

export interface Line {
  readonly text: string;
  /** One of the right ones. */
  readonly right: boolean;
}

export interface Pair {
  readonly left: string;
  readonly right: string;
}

/** All kinds at once: what was typed for one kind is still there when its author changes their mind. */
export interface QuestionForm {
  readonly type: FormType;
  readonly text: string;
  readonly points: string;
  readonly explanation: string;
  /** "": the quiz's own. */
  readonly language: "" | "kk" | "ru" | "en";
  readonly objective: string;
  readonly strand: Strand;
  readonly picture: DraftFile | null;
  readonly choices: readonly Line[];
  readonly truth: boolean;
  /** In the right order. */
  readonly order: readonly string[];
  readonly pairs: readonly Pair[];
  readonly number: string;
  readonly tolerance: string;
  readonly unit: string;
  /** Spellings of a short answer that are right. */
  readonly accepted: readonly string[];
}

export const EMPTY_FORM: QuestionForm = {
  type: "choice",
  text: "",
  points: "1",
  explanation: "",
  language: "",
  objective: "",
  strand: "",
  picture: null,
  choices: [
    { text: "", right: true },
    { text: "", right: false },
    { text: "", right: false },
  ],
  truth: true,
  order: ["", "", ""],
  pairs: [
    { left: "", right: "" },
    { left: "", right: "" },
  ],
  number: "",
  tolerance: "",
  unit: "",
  accepted: [""],
};

export type Gap = "text" | "points" | "rows" | "right" | "twice" | "number" | "accepted";

/** What keeps a question from being one, in the order of the form. */
export function gaps(form: QuestionForm): Gap[] {
  const found: Gap[] = [];
  if (form.text.trim() === "" && !form.picture) found.push("text");
  const points = typed(form.points);
  if (!points || points.n <= BigInt(0) || points.n > BigInt(MOST_POINTS) * points.d) found.push("points");
  return [...found, ...gapsOfType(form)];
}

function gapsOfType(form: QuestionForm): Gap[] {
  switch (form.type) {
    case "choice":
    case "several": {
      const lines = written(form.choices);
      if (lines.length < 2) return ["rows"];
      if (hasTwice(lines.map((one) => one.text))) return ["twice"];
      const right = lines.filter((one) => one.right).length;
      return (form.type === "choice" ? right === 1 : right > 0) ? [] : ["right"];
    }
    case "order": {
      const lines = form.order.filter((one) => one.trim() !== "");
      if (lines.length < 2) return ["rows"];
      return hasTwice(lines) ? ["twice"] : [];
    }
    case "match": {
      const pairs = form.pairs.filter((one) => one.left.trim() !== "");
      if (pairs.length < 2 || pairs.some((one) => one.right.trim() === "")) return ["rows"];
      return hasTwice(pairs.map((one) => one.left)) ? ["twice"] : [];
    }
    case "number":
      return typed(form.number) && (form.tolerance.trim() === "" || notBelowZero(form.tolerance)) ? [] : ["number"];
    case "text":
      return form.accepted.some((one) => one.trim() !== "") ? [] : ["accepted"];
    case "truefalse":
    case "essay":
      return [];
  }
}

/** The question; only for a form without gaps. */
export function bodyOf(form: QuestionForm): QuestionBody {
  const common = {
    prompt: promptOf(form),
    points: exactText(typed(form.points) ?? fraction(1)),
    ...(form.language === "" ? {} : { language: form.language }),
    ...(form.explanation.trim() === "" ? {} : { feedback: { general: rich(form.explanation) } }),
  };
  switch (form.type) {
    case "choice":
    case "several": {
      const choices = written(form.choices).map((one, at) => ({ id: letter(at), text: [one.text.trim()], share: one.right ? "1" : "0" }));
      const { type } = form;
      return type === "choice" ? { ...common, type, shuffle: true, choices } : { ...common, type, shuffle: true, partial: false, choices };
    }
    case "truefalse":
      return { ...common, type: "truefalse", answer: form.truth };
    case "order":
      return { ...common, type: "order", partial: true, choices: form.order.filter((one) => one.trim() !== "").map((one, at) => ({ id: letter(at), text: [one.trim()] })) };
    case "match":
      return { ...common, type: "match", partial: true, ...columnsOf(form.pairs) };
    case "number": {
      const value = typed(form.number) ?? ZERO;
      const tolerance = typed(form.tolerance) ?? ZERO;
      const ranges = [{ low: exactText(add(value, times(tolerance, fraction(-1)))), high: exactText(add(value, tolerance)), share: "1" }];
      return { ...common, type: "number", ranges, ...(form.unit.trim() === "" ? {} : { unit: form.unit.trim() }) };
    }
    case "text": {
      const accept = form.accepted.filter((one) => one.trim() !== "").map((one) => ({ text: one.trim(), share: "1" }));
      return { ...common, type: "text", partial: false, blanks: [{ id: "1", accept, case: false, forgive: true }] };
    }
    case "essay":
      return { ...common, type: "essay" };
  }
}

/** The form of a question, or null for one that says more than the form can (an import's). */
export function formOf({ body, objective, strand, files }: Pick<QuestionDoc, "body" | "objective" | "strand" | "files">): QuestionForm | null {
  const [file] = files;
  const picture = file ? { sha256: file.sha256, name: file.name, type: file.type, size: file.size } : null;
  const common = {
    ...EMPTY_FORM,
    text: plain(body.prompt),
    points: pointsText(read(body.points)),
    explanation: plain(body.feedback?.general ?? []),
    language: (body.language ?? "") as QuestionForm["language"],
    objective,
    strand,
    picture,
  };
  const form = { ...common, ...partsOf(body) };
  // What the form would lose on the way there and back is not for the form.
  return gaps(form).length === 0 && JSON.stringify(sorted(bodyOf(form))) === JSON.stringify(sorted(body)) ? form : null;
}

function partsOf(body: QuestionBody): Partial<QuestionForm> {
  switch (body.type) {
    case "choice":
    case "several":
      return { type: body.type, choices: body.choices.map((one) => ({ text: plain(one.text), right: one.share === "1" })) };
    case "truefalse":
      return { type: "truefalse", truth: body.answer };
    case "order":
      return { type: "order", order: body.choices.map((one) => plain(one.text)) };
    case "match": {
      const right = new Map(body.right.map((one) => [one.id, plain(one.text)]));
      return { type: "match", pairs: pairsOf(body.left.map((one) => ({ left: plain(one.text), right: right.get(one.right) ?? "" })), body.right, body.left) };
    }
    case "number": {
      const [range] = body.ranges;
      if (!range) return { type: "number" };
      const [low, high] = [read(range.low), read(range.high)];
      const middle = times(add(low, high), fraction(1, 2));
      const tolerance = add(high, times(middle, fraction(-1)));
      return { type: "number", number: pointsText(middle), tolerance: same(tolerance, ZERO) ? "" : pointsText(tolerance), unit: body.unit ?? "" };
    }
    case "text": {
      const [blank] = body.blanks;
      return { type: "text", accepted: blank && "accept" in blank ? blank.accept.map((one) => one.text) : [] };
    }
    case "essay":
      return { type: "essay" };
  }
}

/** Pairs, then what stays unused on the right as pairs without a left. */
function pairsOf(pairs: readonly Pair[], right: readonly { id: string; text: Rich }[], left: readonly { right: string }[]): Pair[] {
  const used = new Set(left.map((one) => one.right));
  return [...pairs, ...right.filter((one) => !used.has(one.id)).map((one) => ({ left: "", right: plain(one.text) }))];
}

/** The same words on the right are one row; a pair without a left is a row that fits nothing. */
function columnsOf(pairs: readonly Pair[]) {
  const words = [...new Set(pairs.map((one) => one.right.trim()).filter(Boolean))];
  const left = pairs
    .filter((one) => one.left.trim() !== "")
    .map((one, at) => ({ id: letter(at), text: [one.left.trim()], right: String(words.indexOf(one.right.trim()) + 1) }));
  return { left, right: words.map((text, at) => ({ id: String(at + 1), text: [text] })) };
}

function promptOf(form: QuestionForm): Rich {
  const lines = form.text.trim() === "" ? [] : rich(form.text);
  const { picture } = form;
  return picture ? [...lines, ["p", {}, ["img", { src: picture.sha256, alt: altOf(form.text) }]]] : lines;
}

/** A picture is described by what is asked about it; its own words are the question's. */
function altOf(text: string): string {
  return text.trim().slice(0, 120);
}

/** Typed lines as a formatted text. */
export function rich(text: string): Rich {
  const lines = text.trim().split(/\r?\n/);
  return lines.flatMap((line, at): RichNode[] => (at === 0 ? [line] : [["br", {}], line]));
}

/** The typed lines of a formatted text; what is no plain line is left out, and then noticed by formOf. */
function plain(text: Rich): string {
  return text.map((node) => (typeof node === "string" ? node : node[0] === "br" ? "\n" : "")).join("");
}

/** A number as quizzes write it: a decimal where it has an end, else a fraction. */
export function exactText({ n, d }: Fraction): string {
  let [scaled, below] = [n, d];
  let digits = 0;
  while (below !== BigInt(1) && digits < 9) {
    const next = fraction(scaled * BigInt(10), below);
    [scaled, below] = [next.n, next.d];
    digits += 1;
  }
  if (below !== BigInt(1)) return `${n}/${d}`;
  if (digits === 0) return String(scaled);
  const text = String(scaled < BigInt(0) ? -scaled : scaled).padStart(digits + 1, "0");
  return `${scaled < BigInt(0) ? "-" : ""}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The same as people here write it. */
function pointsText(value: Fraction): string {
  return exactText(value).replace(".", ",");
}

function notBelowZero(text: string): boolean {
  const value = typed(text);
  return value !== null && value.n >= BigInt(0);
}

function written(lines: readonly Line[]): readonly Line[] {
  return lines.filter((one) => one.text.trim() !== "");
}

function hasTwice(texts: readonly string[]): boolean {
  return new Set(texts.map((one) => one.trim())).size < texts.length;
}

/** Ids of rows: they never show, and stay when the words are corrected. */
function letter(at: number): string {
  return String.fromCharCode(97 + at);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, sorted(one)]));
}
