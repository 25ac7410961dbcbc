/** By which policy a school makes its marks from a day on: chosen, looked at, adopted. */
import { useState } from "preact/hooks";

import { policyOf, POLICIES } from "../../assessment/policies.ts";
import { records } from "../../data/records.ts";
import { overEverySide } from "../../data/rewriting.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { named } from "../../i18n/index.ts";
import { t as looking } from "../../i18n/looking.ts";
import { t } from "../../i18n/overview.ts";
import { subjectName } from "../../planning/school.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { Beside } from "../common/Beside.tsx";
import { Answer } from "../reports/Answer.tsx";
import { dayText, schoolOverseen } from "../reports/school.ts";
import { useAnswer } from "../reports/useAnswer.ts";
import { adoptedAt, currentTerm, publishedFor, schoolDay } from "./school.ts";
import "../reports/overview.css";

interface Concerned {
  readonly class: string;
  readonly label: string;
  readonly subject: string;
  readonly up: number;
  readonly down: number;
  readonly open: number;
  readonly signed: number;
}

interface Wish {
  readonly policy: string;
  readonly starts_on: string;
  readonly pass_subjects: readonly string[];
  readonly half_year_subjects: readonly string[];
}

/** `/admin/policy` */
export default function PolicyScreen() {
  const school = schoolOverseen();
  const today = schoolDay();
  const published = publishedFor(school);
  const now = adoptedAt(school, today);
  const above = published.find((one) => one.id === now.policy);
  const coming = published.filter((one) => one.starts_on > today);
  const [changed, setChanged] = useState<Partial<Wish>>({});
  const [looked, setLooked] = useState("");
  const wish: Wish = { policy: now.policy, pass_subjects: now.pass_subjects, half_year_subjects: now.half_year_subjects, ...changed, starts_on: changed.starts_on ?? today };
  const query = queryOf(school, wish);
  const choose = (more: Partial<Wish>): void => setChanged({ ...changed, ...more });
  const twice = records.list("adopted_policy").value.filter((one) => one.school === school && (one.others ?? []).length > 0);
  const title = named(policyOf(now.policy, published)?.title);
  return (
    <Page title={t("policy")} back="/admin">
      <div class="stack-wide">
        <p class="muted">{t("policyText")}</p>
        <Notice>
          <p>{now.starts_on ? t("policyNow", { title, day: dayText(now.starts_on) }) : t("policyDefault", { title })}</p>
          {above && <p class="small">{t("policyOrder", { order: above.order })}</p>}
        </Notice>
        {twice.map((one) => (
          <div key={one.id} class="stack">
            <Beside others={one.others} tell={(other) => [dayText(one.starts_on), ...chosenIn(other, published)].join(", ")} />
            <Button icon="edit" onClick={() => choose({ ...wishOf(one), starts_on: one.starts_on })}>
              {looking("choose")}
            </Button>
          </div>
        ))}
        {coming.map((one) => (
          <Notice key={one.id} icon="clock">
            <p>{t("policyComing", { title: named(one.title), day: dayText(one.starts_on) })}</p>
            <p class="small">{t("policyOrder", { order: one.order })}</p>
          </Notice>
        ))}
        <fieldset class="card">
          <legend>{t("policy")}</legend>
          <ul class="policy-list">
            {[...POLICIES, ...published].map((one) => (
              <li key={one.id}>
                <label>
                  <input type="radio" name="policy" checked={one.id === wish.policy} onChange={() => choose({ policy: one.id })} />
                  <span>{named(one.title)}</span>
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
        <Field id="policy-from" label={t("startsOn")}>
          <input id="policy-from" type="date" class="input" aria-describedby={noteId("policy-from")} value={wish.starts_on} onInput={(event) => choose({ starts_on: event.currentTarget.value })} />
        </Field>
        <Subjects label={t("passSubjects")} chosen={wish.pass_subjects} onChoose={(pass_subjects) => choose({ pass_subjects })} />
        <Subjects label={t("halfYearSubjects")} chosen={wish.half_year_subjects} onChoose={(half_year_subjects) => choose({ half_year_subjects })} />
        <Button icon="eye" block busy={wish.starts_on === "" || query === ""} onClick={() => setLooked(query)}>
          {t("preview")}
        </Button>
        {looked !== "" && looked === query && <Preview query={looked} onAdopt={() => adopt(school, wish)} />}
      </div>
    </Page>
  );
}

type Rules = Omit<Wish, "starts_on">;

function wishOf({ policy, pass_subjects, half_year_subjects }: Rules): Rules {
  return { policy, pass_subjects, half_year_subjects };
}

/** What was chosen, in words. */
function chosenIn({ policy, pass_subjects, half_year_subjects }: Rules, published: ReturnType<typeof publishedFor>): string[] {
  const some = (label: string, codes: readonly string[]): string[] => (codes.length > 0 ? [`${label}: ${codes.map(subjectName).join(", ")}`] : []);
  return [named(policyOf(policy, published)?.title), ...some(t("passSubjects"), pass_subjects), ...some(t("halfYearSubjects"), half_year_subjects)];
}

/** Empty where there is no term whose marks could be looked at. */
function queryOf(school: string, wish: Wish): string {
  const classes = records.list("class").value.filter((one) => one.school === school);
  const term = classes.map((one) => currentTerm(one.id)).find((one) => one !== null);
  if (!term) return "";
  return new URLSearchParams({ school, term: term.key, policy: wish.policy, starts_on: wish.starts_on, pass_subjects: wish.pass_subjects.join(","), half_year_subjects: wish.half_year_subjects.join(",") }).toString();
}

function adopt(school: string, wish: Wish): void {
  const record = `${school}~${wish.starts_on}`;
  const fields = { school, ...wish, pass_subjects: [...wish.pass_subjects], half_year_subjects: [...wish.half_year_subjects] };
  void overEverySide("policy.adopt", record, records.get("adopted_policy", record) ?? null, fields);
  toast(t("adopted"));
}

function Preview({ query, onAdopt }: { query: string; onAdopt: () => void }) {
  const asked = useAnswer<{ rows: readonly Concerned[] }>(`/api/v1/gradebook/policy-preview?${query}`);
  return (
    <section class="stack" aria-label={t("preview")}>
      <Answer of={asked}>
        {({ rows }) => (
          <>
            {rows.length === 0 ? (
              <Notice tone="good" icon="check">
                <p>{t("previewNone")}</p>
              </Notice>
            ) : (
              <>
                <h2>{t("previewSome")}</h2>
                <ul class="policy-list">
                  {rows.map((row) => (
                    <li key={`${row.class} ${row.subject}`} class="card">
                      <b>
                        {row.label} · {subjectName(row.subject)}
                      </b>
                      <br />
                      <span class="small">{told(row)}</span>
                    </li>
                  ))}
                </ul>
              </>
            )}
            <Button kind="primary" icon="check" block onClick={onAdopt}>
              {t("adopt")}
            </Button>
          </>
        )}
      </Answer>
    </section>
  );
}

function told({ up, down, open, signed }: Concerned): string {
  return [up > 0 ? t("up", { n: up }) : "", down > 0 ? t("down", { n: down }) : "", open > 0 ? t("open", { n: open }) : "", signed > 0 ? t("signedStay", { n: signed }) : ""].filter(Boolean).join(" · ");
}

function Subjects({ label, chosen, onChoose }: { label: string; chosen: readonly string[]; onChoose: (codes: readonly string[]) => void }) {
  const codes = [...new Set(records.list("subject").value.map((one) => one.code))].sort((a, b) => compareKazakh(subjectName(a), subjectName(b)));
  return (
    <details class="card">
      <summary>
        {label}
        {chosen.length > 0 ? ` (${chosen.length})` : ""}
      </summary>
      {codes.length === 0 && <p class="muted">{t("noSubjects")}</p>}
      <ul class="policy-list">
        {codes.map((code) => (
          <li key={code}>
            <label>
              <input type="checkbox" checked={chosen.includes(code)} onChange={(event) => onChoose(event.currentTarget.checked ? [...chosen, code] : chosen.filter((one) => one !== code))} />
              <span>{subjectName(code)}</span>
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}
