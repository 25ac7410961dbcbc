/** The quiz as its file says it (content/quiz.py), read once and trusted in nothing but its shape. */
import { DescriptionUnreadable } from "../description.ts";

/** A formatted text: strings and `[tag, attributes, …]`, see content/rich_text.py. */
export type Rich = readonly RichNode[];
export type RichNode = string | readonly [tag: string, attributes: Readonly<Record<string, string>>, ...inside: RichNode[]];

export interface Row {
  readonly id: string;
  readonly text: Rich;
}

export interface Choice extends Row {
  readonly share: string;
  readonly feedback?: Rich;
}

export interface Range {
  readonly low: string;
  readonly high: string;
  readonly share: string;
}

export type Blank = { readonly id: string } & (
  | { readonly accept: readonly { readonly text: string; readonly share: string }[]; readonly case: boolean; readonly forgive: boolean }
  | { readonly options: readonly Choice[] }
  | { readonly ranges: readonly Range[] }
);

interface Common {
  readonly id: string;
  readonly prompt: Rich;
  readonly points: string;
  /** The language of the question, where it isn't the quiz's. */
  readonly language?: string;
  readonly feedback?: { readonly general?: Rich; readonly right?: Rich; readonly wrong?: Rich };
}

export type Question = Common & Kind;

/** A question without its id: where it is a record of its own, that has one. */
export type QuestionBody = Omit<Common, "id"> & Kind;

type Kind =
  | { readonly type: "choice"; readonly choices: readonly Choice[]; readonly shuffle: boolean }
  | { readonly type: "several"; readonly choices: readonly Choice[]; readonly shuffle: boolean; readonly partial: boolean }
  | { readonly type: "truefalse"; readonly answer: boolean; readonly when?: { readonly true?: Rich; readonly false?: Rich } }
  | { readonly type: "order"; readonly choices: readonly Row[]; readonly partial: boolean }
  | { readonly type: "match"; readonly left: readonly (Row & { readonly right: string })[]; readonly right: readonly Row[]; readonly partial: boolean }
  | { readonly type: "text"; readonly blanks: readonly Blank[]; readonly partial: boolean }
  | { readonly type: "number"; readonly ranges: readonly Range[]; readonly unit?: string }
  | { readonly type: "essay" };

export type QuestionOf<T extends Question["type"]> = Extract<Question, { type: T }>;

export interface Quiz {
  readonly title: string;
  readonly language: string | null;
  readonly introduction: Rich;
  readonly shuffle: boolean;
  readonly view: "one" | "list";
  /** Per cent of the points, or null where nobody fails. */
  readonly pass: string | null;
  readonly questions: readonly Question[];
}

const TYPES: readonly string[] = ["choice", "several", "truefalse", "order", "match", "text", "number", "essay"];

/** Reads a quiz's file; throws DescriptionUnreadable when it is none, or of a newer form. */
export function readQuiz(json: string): Quiz {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new DescriptionUnreadable("not JSON");
  }
  const quiz = parsed as Partial<Quiz> & { version?: number };
  const { questions } = quiz;
  if (typeof parsed !== "object" || parsed === null || quiz.version !== 1 || !Array.isArray(questions)) {
    throw new DescriptionUnreadable("not a quiz");
  }
  for (const question of questions as { type?: string }[]) {
    if (!TYPES.includes(question.type ?? "")) throw new DescriptionUnreadable(`unknown question ${question.type ?? ""}`);
  }
  return parsed as Quiz;
}
