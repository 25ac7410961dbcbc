/** One question: answered, or looked at again once the quiz was handed in. */
import type { ComponentChildren } from "preact";

import { t } from "../../i18n/quiz.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Chip } from "../../ui/bits.tsx";
import { atMost, decimalText, type Fraction, ONE, read, same, ZERO } from "./fraction.ts";
import { Typed, WithLetters } from "./Letters.tsx";
import type { Blank, Choice, Question, QuestionOf, Rich, RichNode, Row } from "./model.ts";
import { plainText, type PictureOf, RichText } from "./RichText.tsx";
import { type Answer, blankShare, ids, members } from "./scoring.ts";
import { shuffled } from "./state.ts";

/** Characters of a short answer and of an essay; the server takes a data model of 16 KiB, more as a file. */
const SHORT_CHARACTERS = 500;
const ESSAY_CHARACTERS = 20_000;

export interface QuestionProps {
  readonly question: Question;
  readonly number: number;
  readonly of: number;
  readonly answer: Answer | undefined;
  readonly seed: number;
  readonly picture: PictureOf;
  /** The share reached, once handed in; undefined before. */
  readonly share: Fraction | null | undefined;
  /** Somebody else reads what was handed in; the attempt's id, since several may stand on one page. */
  readonly reader?: string;
  readonly onAnswer: (answer: Answer) => void;
}

export function QuestionView(props: QuestionProps) {
  const { question, number, of, picture, share, reader } = props;
  const name = nameOf(props);
  const gaps = question.type === "text" ? gapsIn(question.prompt) : [];
  const done = share !== undefined;
  return (
    <section class="quiz-question" aria-labelledby={name} lang={question.language}>
      <div class="quiz-head">
        <h2 id={name}>{t("question", { n: number + 1, all: of })}</h2>
        {done ? <Verdict share={share} points={question.points} read={reader !== undefined} /> : <span class="small muted">{t("points", { n: pointsText(question.points) })}</span>}
      </div>
      <WithLetters letters={!done && isTyped(question)}>
        <div class="quiz-prompt">
          <RichText rich={question.prompt} picture={picture} blank={(id) => <Gap {...props} id={id} inline />} />
        </div>
        <Body {...props} gaps={gaps} />
      </WithLetters>
      {done && <Said question={question} share={share} answer={props.answer} picture={picture} />}
    </section>
  );
}

function nameOf({ number, reader }: QuestionProps): string {
  return `quiz-${reader === undefined ? "" : `${reader}-`}${number}`;
}

function Body(props: QuestionProps & { gaps: readonly string[] }) {
  const { question, answer, onAnswer, share } = props;
  const done = share !== undefined;
  switch (question.type) {
    case "choice":
      return <Choosing {...props} rows={inOrder(question, props.seed)} chosen={[typeof answer === "string" ? answer : ""]} legend={t("chooseOne")} />;
    case "several":
      return <Choosing {...props} rows={inOrder(question, props.seed)} chosen={ids(answer)} several legend={t("chooseSeveral")} />;
    case "truefalse": {
      const rows = [true, false].map((value) => ({ id: String(value), text: [t(value ? "yes" : "no")], share: question.answer === value ? "1" : "0", ...said(question, value) }));
      return <Choosing {...props} rows={rows} chosen={[typeof answer === "string" ? answer : ""]} legend={t("chooseOne")} />;
    }
    case "order":
      return <Ordering {...props} question={question} />;
    case "match":
      return <Matching {...props} question={question} />;
    case "text": {
      const below = question.blanks.filter((blank) => !props.gaps.includes(blank.id));
      return below.length === 0 && !done ? null : (
        <div class="stack">
          {below.map((blank) => (
            <Gap key={blank.id} {...props} id={blank.id} />
          ))}
          {done && <RightTexts question={question} picture={props.picture} share={share} />}
        </div>
      );
    }
    case "number":
      return (
        <div class="stack">
          {!done && question.unit !== undefined && <p class="small muted">{t("unit", { unit: question.unit })}</p>}
          {done ? <Given text={typeof answer === "string" ? answer : ""} /> : <Typed number label={t("typeNumber")} value={typeof answer === "string" ? answer : ""} max={SHORT_CHARACTERS} onWrite={onAnswer} />}
          {done && !isFull(share) && <p class="small">{t("correctAnswer")} {question.ranges.slice(0, 1).map((row) => middle(row.low, row.high))} {question.unit}</p>}
        </div>
      );
    case "essay":
      return done ? (
        <p class="quiz-essay">{typeof answer === "string" && answer !== "" ? answer : t("noAnswer")}</p>
      ) : (
        <div class="stack">
          <Typed long label={t("essay")} value={typeof answer === "string" ? answer : ""} max={ESSAY_CHARACTERS} onWrite={onAnswer} />
          <p class="small muted">{t("essayMore")}</p>
        </div>
      );
  }
}

function Choosing(props: QuestionProps & { rows: readonly Choice[]; chosen: readonly string[]; several?: boolean; legend: string }) {
  const { rows, chosen, several = false, legend, onAnswer, share, picture, reader } = props;
  const done = share !== undefined;
  return (
    <fieldset class="quiz-choices" disabled={done}>
      <legend class="small muted">{legend}</legend>
      {rows.map((row) => {
        const on = chosen.includes(row.id);
        const right = !atMost(read(row.share), ZERO);
        return (
          <div key={row.id}>
            <label class={`quiz-choice${on ? " quiz-on" : ""}${done && right ? " quiz-right" : ""}${done && on && !right ? " quiz-wrong" : ""}`}>
              <input
                type={several ? "checkbox" : "radio"}
                name={nameOf(props)}
                checked={on}
                onChange={() => onAnswer(several ? (on ? chosen.filter((id) => id !== row.id) : [...chosen, row.id]) : row.id)}
              />
              <span class="quiz-choice-text">
                <RichText rich={row.text} picture={picture} />
                {done && (on || right) && <Mark on={on} right={right} whose={reader === undefined ? "yourAnswer" : "theirAnswer"} />}
              </span>
            </label>
            {done && on && row.feedback && row.feedback.length > 0 && (
              <div class="quiz-said">
                <RichText rich={row.feedback} picture={picture} />
              </div>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

function Mark({ on, right, whose }: { on: boolean; right: boolean; whose: "yourAnswer" | "theirAnswer" }) {
  return <span class="small quiz-mark">{[on ? t(whose) : "", right ? t("isRight") : ""].filter(Boolean).join(", ")}</span>;
}

function Ordering({ question, answer, seed, picture, share, onAnswer }: QuestionProps & { question: QuestionOf<"order"> }) {
  const done = share !== undefined;
  const known = new Map(question.choices.map((row) => [row.id, row]));
  const given = ids(answer).filter((id) => known.has(id));
  const order = given.length === question.choices.length ? given : shuffled(question.choices.map((row) => row.id), seed, question.id);
  const move = (at: number, by: number): void => {
    const next = [...order];
    [next[at], next[at + by]] = [next[at + by] ?? "", next[at] ?? ""];
    onAnswer(next);
  };
  return (
    <div>
      <p class="small muted">{t("putInOrder")}</p>
      <ol class="quiz-order">
        {order.map((id, at) => {
          const row = known.get(id) as Row;
          const right = question.choices[at]?.id === id;
          return (
            <li key={id} class={done ? (right ? "quiz-right" : "quiz-wrong") : ""}>
              <span class="quiz-place">{at + 1}</span>
              <span class="quiz-choice-text">
                <RichText rich={row.text} picture={picture} />
              </span>
              {!done && <IconButton icon="back" label={t("up", { what: plainText(row.text) })} disabled={at === 0} onClick={() => move(at, -1)} />}
              {!done && <IconButton icon="next" label={t("down", { what: plainText(row.text) })} disabled={at === order.length - 1} onClick={() => move(at, 1)} />}
            </li>
          );
        })}
      </ol>
      {done && !isFull(share) && (
        <>
          <p class="small">{t("correctAnswer")}</p>
          <ol class="quiz-solution">
            {question.choices.map((row) => (
              <li key={row.id}>
                <RichText rich={row.text} picture={picture} />
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

function Matching({ question, answer, seed, picture, share, onAnswer }: QuestionProps & { question: QuestionOf<"match"> }) {
  const done = share !== undefined;
  const given = members(answer) as Readonly<Record<string, string>>;
  const right = shuffled(question.right, seed, question.id);
  // A list of a phone shows no pictures: those on the right get letters, and a list of their own.
  const lettered = right.some((row) => hasPicture(row.text));
  const nameOf = (row: Row, at: number): string => (lettered ? `${letter(at)}. ${plainText(row.text)}` : plainText(row.text));
  return (
    <div class="stack">
      <p class="small muted">{t("matchThem")}</p>
      {lettered && (
        <ul class="quiz-letters">
          {right.map((row, at) => (
            <li key={row.id}>
              <b>{letter(at)}.</b> <RichText rich={row.text} picture={picture} />
            </li>
          ))}
        </ul>
      )}
      {question.left.map((row) => {
        const chosen = given[row.id] ?? "";
        const hit = chosen === row.right;
        const solution = right.findIndex((one) => one.id === row.right);
        return (
          <div key={row.id} class={`quiz-pair${done ? (hit ? " quiz-right" : " quiz-wrong") : ""}`}>
            <div class="quiz-choice-text">
              <RichText rich={row.text} picture={picture} />
            </div>
            <select class="input" aria-label={plainText(row.text) || t("pick")} value={chosen} disabled={done} onChange={(event) => onAnswer({ ...given, [row.id]: event.currentTarget.value })}>
              <option value="">{done ? t("noAnswer") : t("pick")}</option>
              {right.map((one, at) => (
                <option key={one.id} value={one.id}>
                  {nameOf(one, at)}
                </option>
              ))}
            </select>
            {done && !hit && <p class="small">{t("correctAnswer")} {nameOf(right[solution] as Row, solution)}</p>}
          </div>
        );
      })}
    </div>
  );
}

function Gap({ question, id, answer, onAnswer, share, inline = false }: QuestionProps & { id: string; inline?: boolean }) {
  if (question.type !== "text") return null;
  const at = question.blanks.findIndex((blank) => blank.id === id);
  const blank = question.blanks[at];
  if (!blank) return null;
  const given = members(answer) as Readonly<Record<string, string>>;
  const value = given[id] ?? "";
  const label = question.blanks.length > 1 ? t("blank", { n: at + 1 }) : t("typeAnswer");
  const write = (text: string): void => onAnswer({ ...given, [id]: text });
  if (share !== undefined) {
    const full = same(blankShare(blank, value), ONE);
    const text = "options" in blank ? plainText(blank.options.find((row) => row.id === value)?.text ?? []) : value;
    return <span class={`quiz-gap ${full ? "quiz-right" : "quiz-wrong"}`}>{text || t("noAnswer")}</span>;
  }
  if ("options" in blank) {
    return (
      <select class={inline ? "input quiz-inline" : "input"} aria-label={label} value={value} onChange={(event) => write(event.currentTarget.value)}>
        <option value="">{t("pick")}</option>
        {blank.options.map((row) => (
          <option key={row.id} value={row.id}>
            {plainText(row.text)}
          </option>
        ))}
      </select>
    );
  }
  return <Typed inline={inline} number={"ranges" in blank} label={label} value={value} max={SHORT_CHARACTERS} onWrite={write} />;
}

function RightTexts({ question, picture, share }: { question: QuestionOf<"text">; picture: PictureOf; share: Fraction | null }) {
  if (isFull(share)) return null;
  return (
    <p class="small">
      {t("correctAnswer")}{" "}
      {question.blanks.map((blank, at) => (
        <span key={blank.id}>
          {at > 0 && "; "}
          <RichText rich={rightText(blank)} picture={picture} />
        </span>
      ))}
    </p>
  );
}

function rightText(blank: Blank): Rich {
  if ("ranges" in blank) return blank.ranges.slice(0, 1).map((row) => middle(row.low, row.high));
  if ("options" in blank) return blank.options.find((row) => same(read(row.share), ONE))?.text ?? [];
  return [(blank.accept.find((row) => same(read(row.share), ONE)) ?? blank.accept[0])?.text ?? ""];
}

function Given({ text }: { text: string }) {
  return <p class="quiz-essay">{text === "" ? t("noAnswer") : text}</p>;
}

function Verdict({ share, points, read }: { share: Fraction | null; points: string; read: boolean }) {
  if (share === null) return <Chip icon={read ? "edit" : "clock"}>{read ? t("yoursToMark", { n: pointsText(points) }) : t("readByTeacher")}</Chip>;
  if (isFull(share)) {
    return (
      <Chip tone="good" icon="check">
        {t("right")}
      </Chip>
    );
  }
  const none = same(share, ZERO);
  return (
    <Chip tone={none ? "bad" : "warn"} icon={none ? "close" : "info"}>
      {t(none ? "wrong" : "partly")}
    </Chip>
  );
}

function Said({ question, share, answer, picture }: { question: Question; share: Fraction | null; answer: Answer | undefined; picture: PictureOf }) {
  const { feedback } = question;
  const parts: (Rich | undefined)[] = [feedback?.general, share === null ? undefined : isFull(share) ? feedback?.right : feedback?.wrong];
  const shown = parts.filter((one): one is Rich => one !== undefined && one.length > 0);
  if (shown.length === 0 || (answer === undefined && share === null)) return null;
  return (
    <div class="quiz-said">
      {shown.map((one, at) => (
        <div key={at}>
          <RichText rich={one} picture={picture} />
        </div>
      ))}
    </div>
  );
}

function said(question: QuestionOf<"truefalse">, value: boolean): { feedback?: Rich } {
  const feedback = value ? question.when?.true : question.when?.false;
  return feedback ? { feedback } : {};
}

function inOrder(question: QuestionOf<"choice"> | QuestionOf<"several">, seed: number): readonly Choice[] {
  return question.shuffle ? shuffled(question.choices, seed, question.id) : question.choices;
}

function isTyped(question: Question): boolean {
  return question.type === "essay" || (question.type === "text" && question.blanks.some((blank) => "accept" in blank));
}

const isFull = (share: Fraction | null): boolean => share !== null && same(share, ONE);

function pointsText(points: string): string {
  return decimalText(read(points));
}

/** The number that a tolerance lies around. */
function middle(low: string, high: string): ComponentChildren & string {
  const [a, b] = [read(low), read(high)];
  return decimalText({ n: a.n * b.d + b.n * a.d, d: a.d * b.d * BigInt(2) });
}

function letter(at: number): string {
  return String.fromCharCode(65 + (at % 26));
}

function hasPicture(rich: Rich): boolean {
  return rich.some((node: RichNode) => typeof node !== "string" && (node[0] === "img" || hasPicture(node.slice(2) as unknown as Rich)));
}

function gapsIn(rich: Rich): string[] {
  return rich.flatMap((node) => {
    if (typeof node === "string") return [];
    const [tag, attributes, ...inside] = node;
    return tag === "blank" ? [attributes.id ?? ""] : gapsIn(inside);
  });
}
