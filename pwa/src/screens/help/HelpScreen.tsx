/** Help: for pupils, parents and whoever can't get in; and what an address shows that leads nowhere. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/help.ts";
import { t as pupil } from "../../i18n/pupil.ts";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState } from "../../ui/bits.tsx";
import { LinkButton } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { type Answer, FAMILY, findIn, isFamily, type Spoken, spoken, together } from "./topics.ts";
import "../pupil/pupil.css";

/** `/help` */
export default function HelpScreen({ params }: ScreenProps) {
  const roles = session.value?.roles ?? [];
  const lost = params["lost"] !== undefined;
  const staffs = !lost && !roles.every(isFamily);
  useEffect(() => {
    if (staffs) go("/help/staff", { replace: true });
  }, [staffs]);
  return lost ? <Lost /> : <Help groups={[together(spoken(FAMILY, roles, t))]} />;
}

function Lost() {
  return (
    <Page title={core("notFound")} back="/">
      <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")}>
        <LinkButton kind="primary" href="/help">
          {core("help")}
        </LinkButton>
      </EmptyState>
    </Page>
  );
}

/** Questions to open, in groups, and a search in them that opens what it finds. */
export function Help({ groups }: { groups: readonly Spoken[] }) {
  const query = useSignal("");
  const found = findIn(groups, query.value);
  return (
    <Page title={core("help")} back={session.value ? "/settings" : "/"}>
      <div class="stack">
        <input class="input" type="search" enterKeyHint="search" aria-label={t("search")} placeholder={t("search")} value={query.value} onInput={(event) => (query.value = event.currentTarget.value)} />
        <div role="status">{found.length === 0 && <EmptyState icon="search" title={pupil("searchNothing")} text={pupil("searchNothingMore")} />}</div>
        {found.map(({ title, answers }) => (
          <Card key={title}>
            {title && <h2 class="course-head">{title}</h2>}
            {answers.map((one) => (
              <Entry key={one.question} one={one} open={query.value.trim() !== ""} />
            ))}
          </Card>
        ))}
      </div>
    </Page>
  );
}

function Entry({ one: { question, answer, at }, open }: { one: Answer; open: boolean }) {
  return (
    <details open={open}>
      <summary class="lesson-row">
        <strong class="row-grow">{question}</strong>
        <Icon name="down" small />
      </summary>
      <div class="stack course-head">
        <p>{answer}</p>
        {at && session.value && (
          <LinkButton block href={at[0]}>
            {at[1]()}
          </LinkButton>
        )}
      </div>
    </details>
  );
}
