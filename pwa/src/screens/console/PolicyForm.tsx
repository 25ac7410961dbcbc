/** A new policy: its rules, by which order, from when and for whom; published once it was seen whom it concerns. */
import { useState } from "preact/hooks";

import type { Policy } from "../../assessment/engine.ts";
import { type Lang, LANG_NAMES, LANGS, named } from "../../i18n/index.ts";
import { t } from "../../i18n/policies.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";
import { AudienceFields } from "./AudienceForm.tsx";
import { faultOf, type NewPolicy, publishPolicy, rulesOf, type Seen, seePolicy } from "./policies.ts";
import type { Reach } from "./reach.ts";
import { RulesFields } from "./RulesFields.tsx";

export function PolicyForm({ presets, reach, onDone }: { presets: readonly Policy[]; reach: Reach; onDone: () => void }) {
  const [first] = presets;
  const [basis, setBasis] = useState(first?.id ?? "");
  const [policy, setPolicy] = useState<NewPolicy | null>(first ? { title: first.title, order: "", starts_on: "", rules: rulesOf(first), audience: reach.whole } : null);
  const [seen, setSeen] = useState<{ of: NewPolicy; what: Seen } | null>(null);
  const [busy, setBusy] = useState(false);
  if (!policy) return null;
  const change = (more: Partial<NewPolicy>): void => setPolicy({ ...policy, ...more });
  const begin = (id: string): void => {
    const found = presets.find((one) => one.id === id);
    setBasis(id);
    if (found) change({ title: found.title, rules: rulesOf(found) });
  };
  const wrong = faultOf(policy.rules);
  const whole = wrong === "" && policy.starts_on !== "" && policy.order.trim() !== "" && Object.values(policy.title).every((one) => one.trim() !== "");
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch {
      toast(t("failed"));
    }
    setBusy(false);
  };
  const see = (): Promise<void> => attempt(async () => setSeen({ of: policy, what: await seePolicy(policy) }));
  const publish = (): Promise<void> =>
    attempt(async () => {
      await publishPolicy(policy);
      toast(t("published"));
      onDone();
    });
  return (
    <section class="card stack" aria-label={t("new")}>
      <h2>{t("new")}</h2>
      <Field id="policy-basis" label={t("basis")}>
        <select id="policy-basis" class="input" aria-describedby={noteId("policy-basis")} value={basis} onChange={(event) => begin(event.currentTarget.value)}>
          {presets.map((one) => (
            <option key={one.id} value={one.id}>
              {named(one.title)}
            </option>
          ))}
        </select>
      </Field>
      {LANGS.map((one: Lang) => (
        <Field key={one} id={`policy-title-${one}`} label={`${t("name")}: ${LANG_NAMES[one]}`}>
          <input id={`policy-title-${one}`} class="input" lang={one} maxLength={200} aria-describedby={noteId(`policy-title-${one}`)} value={policy.title[one]} onInput={(event) => change({ title: { ...policy.title, [one]: event.currentTarget.value } })} />
        </Field>
      ))}
      <Field id="policy-order" label={t("order")} hint={t("orderHint")}>
        <input id="policy-order" class="input" maxLength={500} aria-describedby={noteId("policy-order")} value={policy.order} onInput={(event) => change({ order: event.currentTarget.value })} />
      </Field>
      <Field id="policy-start" label={t("startsOn")} hint={t("startsHint")}>
        <input id="policy-start" class="input" type="date" aria-describedby={noteId("policy-start")} value={policy.starts_on} onInput={(event) => change({ starts_on: event.currentTarget.value })} />
      </Field>
      <RulesFields rules={policy.rules} onChange={(rules) => change({ rules })} />
      {wrong !== "" && <p role="alert">{t(wrong)}</p>}
      <AudienceFields id="policy" audience={policy.audience} regions={reach.regions} onChoose={(audience) => change({ audience })} />
      <div class="console-links">
        <Button icon="eye" busy={busy || !whole} onClick={() => void see()}>
          {t("see")}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {t("cancel")}
        </Button>
      </div>
      {seen && seen.of === policy && (
        <>
          <Concerned {...seen.what} />
          <Button kind="primary" icon="check" block busy={busy} onClick={() => void publish()}>
            {t("publish")}
          </Button>
        </>
      )}
    </section>
  );
}

function Concerned({ schools, grades, sample }: Seen) {
  return (
    <section class="stack" aria-label={t("seen")} aria-live="polite">
      <h3>{t("seen")}</h3>
      <p>{t("schools", { n: schools })}</p>
      {grades.length > 0 && (
        <div class="console-table">
          <table>
            <thead>
              <tr>
                <th scope="col">{t("grade")}</th>
                <th scope="col">{t("classes")}</th>
                <th scope="col">{t("learners")}</th>
              </tr>
            </thead>
            <tbody>
              {grades.map((one) => (
                <tr key={one.grade}>
                  <th scope="row">{one.grade}</th>
                  <td>{one.classes}</td>
                  <td>{one.learners}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <h3>{t("sample")}</h3>
      {sample.length === 0 ? (
        <Notice>
          <p>{t("sampleNone")}</p>
        </Notice>
      ) : (
        <ul class="console-list">
          {sample.map((one) => (
            <li key={one.school} class="console-row">
              <div class="row-grow">
                <p>
                  <b>{one.name}</b> · {one.classes.join(", ")}
                </p>
                <p class="small">{t("changes", { n: one.marks, up: one.up, down: one.down, open: one.open })}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
