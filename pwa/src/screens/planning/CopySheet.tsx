/** A ready plan, or another of the school's (last year's, a parallel class's), becomes this one's. */
import { useEffect, useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { fetchedFile } from "../../data/fetched.ts";
import { type PlanRowDoc, records } from "../../data/records.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/plans.ts";
import { t as s } from "../../i18n/sharing.ts";
import { day } from "../../i18n/time.ts";
import type { Taught } from "../../planning/flow.ts";
import { draftOf, mustSay, type RowDraft, takenIn, type Way } from "../../planning/plan.ts";
import { subjectName } from "../../planning/school.ts";
import { Loading, Notice } from "../../ui/bits.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { makeChange } from "./making.ts";
import { askPlan, yearOfPlan } from "./plans.ts";
import { WayChoice } from "./WayChoice.tsx";

interface Known {
  readonly class: string;
  readonly label: string;
  readonly grade: number | null;
  readonly subject: string;
  /** The year in which its school year began; older servers say neither this nor whether that is over. */
  readonly year?: number;
  readonly ended?: boolean;
  readonly rows: number;
  readonly hours: number;
}

/** A plan that a hub has published, or that a school around offers; see server/templates/. */
interface Ready {
  readonly id: string;
  readonly subject: string;
  readonly language: string;
  readonly title: string;
  readonly source: string;
  readonly rows: number;
  readonly hours: number;
  readonly published_at: string;
  /** Whose it is; null: a hub's. Older servers say neither this nor the author's name. */
  readonly school?: string | null;
  readonly by?: string;
}

type Step = { readonly at: "asking" } | { readonly at: "away" } | { readonly at: "copying" } | { readonly at: "shown"; readonly plans: readonly Known[]; readonly ready: readonly Ready[]; readonly shared: readonly Ready[] };

interface CopyProps {
  readonly school: string;
  readonly taught: Taught;
  readonly rows: readonly PlanRowDoc[];
  readonly held: ReadonlySet<string>;
  readonly onClose: () => void;
}

export function CopySheet({ school, taught, rows, held, onClose }: CopyProps) {
  const [step, setStep] = useState<Step>({ at: "asking" });
  const language = records.get("class", taught.class)?.language ?? "kk";
  const [way, setWay] = useState<Way | null>(null);
  const [tried, setTried] = useState(0);
  useEffect(() => {
    // Somebody of several schools copies across them.
    const schools = [...new Set([school, ...records.list("school").value.map((one) => one.id)])];
    const asked = schools.map((one) => askMine<{ plans: readonly Known[] }>(`/api/v1/planning/plans?school=${encodeURIComponent(one)}`).then((answer) => answer.plans));
    Promise.all([Promise.all(asked), askReady(taught, language)]).then(
      ([found, ready]) => setStep({ at: "shown", plans: sorted(found.flat(), taught), ready: ready.filter((one) => !one.school), shared: ready.filter((one) => one.school && one.school !== school) }),
      () => setStep({ at: "away" }),
    );
  }, [school]);
  const copy = async (from: () => Promise<readonly RowDraft[]>): Promise<void> => {
    if (mustSay(rows, way)) {
      setTried(tried + 1);
      return;
    }
    setStep({ at: "copying" });
    try {
      const drafts = (await from()).map((row) => ({ ...row, on: null }));
      await makeChange(takenIn(school, taught, rows, held, drafts, way, yearOfPlan(taught)), t("copied", { n: drafts.length }));
      onClose();
    } catch {
      setStep({ at: "away" });
    }
  };
  return (
    <Sheet title={t("copyTitle")} onClose={onClose}>
      <div class="stack">
        <WayChoice rows={rows} way={way} tried={tried} onChoose={setWay} />
        {step.at === "away" ? (
          <Notice tone="warn" icon="wifi-off" alert>
            {t("away")}
          </Notice>
        ) : step.at !== "shown" ? (
          <Loading label={step.at === "asking" ? core("loading") : t("copyBusy")} />
        ) : step.plans.length + step.ready.length + step.shared.length === 0 ? (
          <p class="muted">{t("copyNone")}</p>
        ) : (
          <>
            {step.ready.length > 0 && (
              <section class="stack" aria-label={t("readyPlans")}>
                <h3>{t("readyPlans")}</h3>
                <ul class="plan-rows">
                  {step.ready.map((one) => (
                    <Choice
                      key={one.id}
                      name={one.title}
                      said={[subjectName(one.subject), one.source, t("rowsCount", { n: one.rows }), t("hoursOf", { n: one.hours })]}
                      onChoose={() => void copy(() => askRows(one.id))}
                    />
                  ))}
                </ul>
              </section>
            )}
            {step.shared.length > 0 && <Shared plans={step.shared} subject={taught.subject} onChoose={(one) => void copy(() => askRows(one))} />}
            {step.plans.length > 0 && (
              <section class="stack" aria-label={t("schoolPlans")}>
                {step.ready.length + step.shared.length > 0 && <h3>{t("schoolPlans")}</h3>}
                <ul class="plan-rows">
                  {step.plans.map((one) => (
                    <Choice
                      key={`${one.class}~${one.subject}~${one.grade ?? ""}~${one.year ?? ""}`}
                      name={`${one.label} · ${subjectName(one.subject)}`}
                      said={[one.ended && one.year ? `${one.year}/${one.year + 1}` : "", one.grade === null ? "" : t("gradeOf", { n: one.grade }), t("rowsCount", { n: one.rows }), t("hoursOf", { n: one.hours })]}
                      onChoose={() => void copy(async () => carried((await askPlan(one, one.year)).rows))}
                    />
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </div>
    </Sheet>
  );
}

/** Plans of colleagues from the schools around: those of this subject, and behind a word the others. */
function Shared({ plans, subject, onChoose }: { plans: readonly Ready[]; subject: string; onChoose: (plan: string) => void }) {
  const [fitting, others] = [plans.filter((one) => one.subject === subject), plans.filter((one) => one.subject !== subject)];
  const list = (some: readonly Ready[]) => (
    <ul class="plan-rows">
      {some.map((one) => (
        <Choice
          key={one.id}
          name={one.title}
          said={[one.source, one.by ?? "", day(one.published_at), one.subject === subject ? "" : subjectName(one.subject), t("rowsCount", { n: one.rows }), t("hoursOf", { n: one.hours })]}
          onChoose={() => onChoose(one.id)}
        />
      ))}
    </ul>
  );
  return (
    <section class="stack" aria-label={s("colleagues")}>
      <h3>{s("colleagues")}</h3>
      {fitting.length > 0 && list(fitting)}
      {others.length > 0 && (
        <details>
          <summary class="plan-summary">{s("otherSubjects", { n: others.length })}</summary>
          {list(others)}
        </details>
      )}
    </section>
  );
}

function Choice({ name, said, onChoose }: { name: string; said: readonly string[]; onChoose: () => void }) {
  return (
    <li>
      <button type="button" class="plan-row plan-link" onClick={onChoose}>
        <span class="plan-row-text">
          <b>{name}</b>
          <span class="muted small">{said.filter(Boolean).join(" · ")}</span>
        </span>
      </button>
    </li>
  );
}

/** Rows with the files that this phone has or can have now: a copy brings its own. */
async function carried(rows: readonly PlanRowDoc[]): Promise<RowDraft[]> {
  const drafts: RowDraft[] = [];
  for (const row of rows) {
    const draft = draftOf(row);
    const files = [];
    for (const [at, file] of draft.files.entries()) {
      const known = row.files[at];
      if (known && (await fetchedFile("planning/rows", row.id, known))) files.push(file);
    }
    drafts.push({ ...draft, files });
  }
  return drafts;
}

/** Ready plans for the grades of what is taught: those of its subject first, and of its language. */
async function askReady(taught: Taught, language: string): Promise<Ready[]> {
  const grades = taught.grade === null ? (records.get("class", taught.class)?.grades ?? []) : [taught.grade];
  const found = await Promise.all(grades.map((grade) => askMine<{ templates: readonly Ready[] }>(`/api/v1/planning/templates?grade=${grade}`)));
  const fitting = (one: Ready): number => Number(one.subject === taught.subject) * 2 + Number(one.language === language);
  return found.flatMap(({ templates }) => templates).sort((a, b) => fitting(b) - fitting(a));
}

async function askRows(template: string): Promise<readonly RowDraft[]> {
  const { plan } = await askMine<{ plan: readonly RowDraft[] }>(`/api/v1/planning/templates/${encodeURIComponent(template)}`);
  return plan;
}

/** The same subject first; never the plan itself, but what it was in earlier years. */
function sorted(plans: readonly Known[], taught: Taught): Known[] {
  const others = plans.filter((one) => one.ended || one.class !== taught.class || one.subject !== taught.subject || one.grade !== taught.grade);
  return others.sort((a, b) => Number(b.subject === taught.subject) - Number(a.subject === taught.subject));
}
