/** Choosing a file from the phone, usually a table, and what in it was not understood. */
import { useState } from "preact/hooks";

import { ApiProblem } from "../../data/http.ts";
import { lang } from "../../i18n/index.ts";
import { t } from "../../i18n/plans.ts";
import { Notice } from "../../ui/bits.tsx";
import { FileButton } from "../../ui/FileButton.tsx";
import "./planning.css";

export interface Trouble {
  readonly line: number;
  readonly sheet: string;
  readonly trouble: string;
  readonly said: string;
}

/** Lines shown at once: more than that nobody reads on a phone. */
const FIRST_LINES = 50;

const TABLES = ".xlsx,.csv,.txt";

/** Of a table, as server/roster/limits.py has it: a larger one need not travel to be refused. */
const MAX_MB = 8;

export function FileChoice({ lead, label, accept = TABLES, onChoose }: { lead: string; label: string; accept?: string; onChoose: (file: File) => void }) {
  const [large, setLarge] = useState(false);
  const choose = (file: File): void => {
    const tooLarge = accept === TABLES && file.size > MAX_MB * 2 ** 20;
    setLarge(tooLarge);
    if (!tooLarge) onChoose(file);
  };
  return (
    <div class="card stack">
      <p>{lead}</p>
      <FileButton kind="primary" icon="upload" block label={label} accept={accept} onFiles={([chosen]) => chosen && choose(chosen)} />
      {large && (
        <Notice tone="bad" icon="alert" alert>
          {t("tableTooLarge", { n: MAX_MB })}
        </Notice>
      )}
    </div>
  );
}

interface ProblemsProps {
  readonly problems: readonly Trouble[];
  readonly title: string;
  readonly more: string;
  readonly words: (trouble: string) => string;
  readonly line: (n: number) => string;
}

export function Problems({ problems, title, more, words, line }: ProblemsProps) {
  if (problems.length === 0) return null;
  return (
    <Notice tone="warn" icon="alert">
      <p>
        <b>{title}</b>
      </p>
      <ul>
        {problems.slice(0, FIRST_LINES).map((one, at) => (
          <li key={at}>{[one.sheet, line(one.line), one.said, words(one.trouble)].filter(Boolean).join(" · ")}</li>
        ))}
      </ul>
      <p class="small">{more}</p>
    </Notice>
  );
}

/** The server's words for a file that it did not take, else that it does not answer. */
export function refusalOf(problem: unknown): string {
  const texts = problem instanceof ApiProblem ? (problem.members["texts"] as Partial<Record<string, string>> | undefined) : undefined;
  return texts?.[lang.peek()] ?? t("away");
}
