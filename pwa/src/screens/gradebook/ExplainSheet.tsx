/** Where a mark comes from: the steps of the policy, and every mark that was signed before. */
import type { ComponentChildren } from "preact";

import type { TermResult } from "../../assessment/engine.ts";
import { explain } from "../../assessment/explain.ts";
import type { Policy, Scale } from "../../assessment/engine.ts";
import type { TermMarkDoc } from "../../data/docs.ts";
import { t } from "../../i18n/assessment.ts";
import { lang, named } from "../../i18n/index.ts";
import { moment } from "../../i18n/time.ts";
import { Sheet } from "../../ui/Sheet.tsx";
import { nameOf } from "../pupil/mine.ts";
import { signedText } from "./words.ts";
import "../pupil/marks.css";

interface ExplainProps {
  readonly title: string;
  readonly result: TermResult | null;
  readonly policy: Policy;
  readonly scale: Scale;
  readonly signed: TermMarkDoc | null;
  readonly onClose: () => void;
}

export function ExplainSheet({ title, onClose, children, ...more }: ExplainProps & { readonly children?: ComponentChildren }) {
  return (
    <Sheet title={title} onClose={onClose}>
      {children}
      <Explanation {...more} />
    </Sheet>
  );
}

export function Explanation({ result, policy, scale, signed }: Omit<ExplainProps, "title" | "onClose">) {
  return (
    <div class="stack">
      {result && (
        <ol class="book-steps">
          {explain(result, lang.value, scale).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      )}
      <p class="small muted">{t("policy", { title: named(policy.title) })}</p>
      {signed && (
        <ul class="stack">
          {[signed, ...[...(signed.former ?? [])].reverse()].map((one) => (
            <li key={one.op} class="small">
              <b>{signedText({ ...one, scale })}</b> · {one.author ? nameOf(one.author) : ""} · {moment(one.made_at)}
              {one.reason !== "" && <span class="muted"> · {one.reason}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
