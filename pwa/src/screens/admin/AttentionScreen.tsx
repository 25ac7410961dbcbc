/** What a leader of the school should look at and settle, and what was settled. */
import { useEffect, useState } from "preact/hooks";

import { exchangeNow as sendOutbox } from "../../data/exchange.ts";
import { ApiProblem } from "../../data/http.ts";
import { pending, submitAll, type NewOperation } from "../../data/outbox.ts";
import { t as a } from "../../i18n/admin.ts";
import { t } from "../../i18n/attention.ts";
import { EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { ItemCard, SettledCard } from "./AttentionCards.tsx";
import { JudgeSheet, type Judging } from "./JudgeSheet.tsx";
import { chooseMark, judgement, restoreLost, type ConflictItem, type Item, type Settled, type Side } from "./model/attention.ts";
import { askAttention, askHistory, chooseInRoster, dismissImport, dismissLate, sendRefusedAgain } from "./status.ts";
import "./admin.css";
import "./attention.css";

export default function AttentionScreen() {
  const [view, setView] = useState<"open" | "settled">("open");
  const [items, setItems] = useState<readonly Item[] | null>(null);
  const [settled, setSettled] = useState<readonly Settled[]>([]);
  const [trouble, setTrouble] = useState<"away" | "notAllowed" | null>(null);
  const [judging, setJudging] = useState<Judging | null>(null);
  /** The item that is being settled: its buttons rest meanwhile. */
  const [busy, setBusy] = useState<string | null>(null);

  const look = async (): Promise<void> => {
    try {
      const [open, done] = await Promise.all([askAttention(), askHistory()]);
      setItems(open);
      setSettled(done);
      setTrouble(null);
    } catch (error) {
      setTrouble(error instanceof ApiProblem && error.status === 403 ? "notAllowed" : "away");
    }
  };
  // Also once a decision has left this phone: whoever sent it, the list has changed.
  const waiting = pending.value.count;
  useEffect(() => {
    if (waiting === 0 || items === null) void look();
  }, [waiting]);

  const act = async (item: string, done: "release" | "dismiss" | "choose" | "retry" | "restore" | "seen", work: () => Promise<unknown>): Promise<void> => {
    setBusy(item);
    try {
      await work();
      toast(t(`done_${done}`));
    } catch {
      toast(t("failed"));
    }
    await look();
    setBusy(null);
  };
  /** Into the outbox first: without a connection a decision waits as any work does. Throws what the server held. */
  const write = async (operations: readonly NewOperation[]): Promise<void> => {
    const made = await submitAll(operations);
    await sendOutbox();
    const held = pending.value.held.find((one) => made.includes(one.op));
    if (held) throw new Error(held.reason);
  };
  const choose = (item: ConflictItem, side: Side): void =>
    void act(item.id, "choose", () => (item.type === "mark" ? write(chooseMark(item, side)) : chooseInRoster(item.family, item.record, side.op)));

  return (
    <Page title={t("title")} back="/admin">
      {items === null ? (
        trouble ? (
          <EmptyState icon={trouble === "away" ? "wifi-off" : "school"} title={trouble === "away" ? t("away") : a("notAllowed")} text={trouble === "away" ? t("awayMore") : ""}>
            <Button icon="refresh" onClick={() => void look()}>
              {t("retry")}
            </Button>
          </EmptyState>
        ) : (
          <Loading label={t("loading")} />
        )
      ) : (
        <div class="stack-wide">
          <Choices
            name="attention-view"
            legend={t("title")}
            value={view}
            options={[
              { value: "open", label: `${t("open")} · ${items.length}` },
              { value: "settled", label: `${t("settled")} · ${settled.length}` },
            ]}
            onChoose={setView}
          />
          {trouble === "away" ? <p class="small muted">{t("away")}</p> : null}
          {pending.value.count > 0 ? <Notice icon="phone">{t("waitsToGo")}</Notice> : null}
          {view === "open" ? (
            items.length === 0 ? (
              <EmptyState icon="check" title={t("empty")} text={t("emptyMore")} />
            ) : (
              items.map((item) => (
                <ItemCard
                  key={item.id}
                  item={item}
                  busy={busy === item.id}
                  onJudge={(decision, target) => setJudging({ item: item.id, decision, target, school: item.school })}
                  onChoose={choose}
                  onRestore={(lost, side) => void act(lost.id, "restore", () => write(restoreLost(lost, side)))}
                  onDismissImport={() => void act(item.id, "seen", () => dismissImport(item.id.slice("import:".length)))}
                  onDismissLate={() => void act(item.id, "seen", () => dismissLate(item.id.slice("late:".length)))}
                  onSendAgain={() => void act(item.id, "retry", sendRefusedAgain)}
                />
              ))
            )
          ) : settled.length === 0 ? (
            <EmptyState icon="clock" title={t("settledEmpty")} />
          ) : (
            settled.map((one) => <SettledCard key={one.id} one={one} />)
          )}
        </div>
      )}
      {judging ? (
        <JudgeSheet
          judging={judging}
          onClose={() => setJudging(null)}
          onDecide={(reason) => {
            setJudging(null);
            const { item, target, decision, school } = judging;
            void act(item, decision, () => write([judgement(target, decision, school, reason)]));
          }}
        />
      ) : null}
    </Page>
  );
}
