/** Answers as interactions of SCORM 1.2 write them (state.ts), in the words that people see. Pure. */
import type { Question, Row } from "./model.ts";
import { plainText } from "./RichText.tsx";

type Named = (id: string) => string | undefined;

/** The answer in words; as it was written where it names what the quiz does not have. */
export function responseWords(question: Question, response: string, yes: string, no: string): string {
  switch (question.type) {
    case "choice":
      return named(question.choices)(response) ?? response;
    case "truefalse":
      return response === "true" ? yes : response === "false" ? no : response;
    case "several":
      return listed(response, named(question.choices), ", ");
    case "order":
      return listed(response, named(question.choices), " → ");
    case "match": {
      const [left, right] = [named(question.left), named(question.right)];
      return parts(response, question.left.map((row) => row.id))
        .map(([id, chosen]) => (id === "" ? chosen : `${left(id) ?? id}: ${right(chosen) ?? chosen}`))
        .join("; ");
    }
    case "text":
      return parts(response, question.blanks.map((blank) => blank.id))
        .map(([id, typed]) => {
          const blank = question.blanks.find((one) => one.id === id);
          return (blank && "options" in blank ? named(blank.options)(typed) : undefined) ?? typed;
        })
        .join("; ");
    case "number":
    case "essay":
      return response;
  }
}

function named(rows: readonly Row[]): Named {
  return (id) => {
    const row = rows.find((one) => one.id === id);
    return row && (plainText(row.text) || undefined);
  };
}

function listed(response: string, name: Named, between: string): string {
  return response === "" ? "" : response.split(",").map((id) => name(id) ?? id).join(between);
}

/** `left.right,left.right` cut where the known names on the left begin; what is typed may hold commas and points. */
function parts(response: string, names: readonly string[]): [string, string][] {
  const starts = names
    .map((name): [string, number] => [name, response.startsWith(`${name}.`) ? 0 : response.indexOf(`,${name}.`) + 1])
    .filter(([name, at]) => at > 0 || response.startsWith(`${name}.`))
    .sort(([, a], [, b]) => a - b);
  if (starts.length === 0) return response === "" ? [] : [["", response]];
  return starts.map(([name, at], index) => {
    const end = starts[index + 1]?.[1];
    return [name, response.slice(at + name.length + 1, end === undefined ? undefined : end - 1)];
  });
}
