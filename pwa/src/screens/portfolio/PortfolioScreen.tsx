/** A learner's portfolio: the learner and the teachers pick, the family reads. Works without a link. */
import { useState } from "preact/hooks";

import type { NewOperation } from "../../data/outbox.ts";
import { type PortfolioDoc, records, recordsReady } from "../../data/records.ts";
import { change } from "../../data/rewriting.ts";
import { session } from "../../data/session.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/portfolio.ts";
import { date, noon } from "../../i18n/time.ts";
import { subjectName } from "../../planning/school.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { nameOf } from "../pupil/mine.ts";
import { AchievementSheet, WorkSheet } from "./PickSheets.tsx";

const KINDS = [
  { kind: "work", title: "works" },
  { kind: "achievement", title: "achievements" },
] as const;

/** `/portfolio/:learner` */
export default function PortfolioScreen({ params }: ScreenProps) {
  const learner = params["learner"] ?? "";
  const me = session.value?.person ?? "";
  const roles = session.value?.roles ?? [];
  const family = roles.some((grant) => grant.role === "parent" && grant.learner === learner);
  const back = learner === me ? "/marks" : family ? `/child/${encodeURIComponent(learner)}` : `/t/learner/${encodeURIComponent(learner)}`;
  const items = records
    .list("portfolio")
    .value.filter((one) => one.learner === learner && !one.withdrawn)
    .sort((a, b) => (a.date < b.date ? 1 : -1));
  const picks = learner === me || roles.some((grant) => grant.role === "teacher" || grant.role === "class_teacher");
  return (
    <Page title={learner === me ? t("portfolio") : `${t("portfolio")}: ${nameOf(learner)}`} back={back}>
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : (
        <div class="stack-wide">
          {items.length === 0 && <EmptyState icon="star" title={t("none")} text={t("noneMore")} />}
          {KINDS.map(({ kind, title }) => {
            const own = items.filter((one) => one.kind === kind);
            return own.length === 0 ? null : (
              <section key={kind} class="stack" aria-label={t(title)}>
                <h2>{t(title)}</h2>
                {own.map((one) => (
                  <Item key={one.id} item={one} mayDrop={picks && (learner !== me || one.author === me)} />
                ))}
              </section>
            );
          })}
          {picks && <Picking learner={learner} taken={new Set(items.map((one) => one.submission))} />}
          {items.length > 0 && <p class="small muted">{t("print")}</p>}
        </div>
      )}
    </Page>
  );
}

function Item({ item, mayDrop }: { item: PortfolioDoc; mayDrop: boolean }) {
  const drop = async (): Promise<void> => {
    const set = (withdrawn: boolean): NewOperation => ({ kind: "portfolio.set", record: item.id, base: item.op ?? null, fields: { school: item.school, learner: item.learner, withdrawn } });
    try {
      const back = await change([set(true)], () => [set(false)]);
      toast(t("dropped"), back && { label: t("undo"), run: () => void back().then(() => toast(t("undone"))) });
    } catch {
      toast(t("notSaved"));
    }
  };
  return (
    <div class="card stack">
      <h3>{item.title}</h3>
      <p class="small muted">{[date(noon(item.date)), item.subject && subjectName(item.subject)].filter(Boolean).join(" · ")}</p>
      {item.text !== "" && <p class="prose">{item.text}</p>}
      {mayDrop && (
        <Button kind="quiet" icon="close" onClick={() => void drop()}>
          {t("drop")}
        </Button>
      )}
    </div>
  );
}

function Picking({ learner, taken }: { learner: string; taken: ReadonlySet<string | null> }) {
  const [open, setOpen] = useState<"work" | "achievement" | null>(null);
  const close = (): void => setOpen(null);
  return (
    <>
      <Button icon="check" block onClick={() => setOpen("work")}>
        {t("addWork")}
      </Button>
      <Button icon="star" block onClick={() => setOpen("achievement")}>
        {t("addAchievement")}
      </Button>
      {open === "work" && <WorkSheet learner={learner} taken={taken} onClose={close} />}
      {open === "achievement" && <AchievementSheet learner={learner} onClose={close} />}
    </>
  );
}
