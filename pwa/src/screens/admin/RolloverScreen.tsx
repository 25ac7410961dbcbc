/** The new school year: where each class goes, put right by whoever knows, then moved at once. */
import { useEffect, useState } from "preact/hooks";

import { ApiProblem } from "../../data/http.ts";
import { t as people } from "../../i18n/people.ts";
import { t } from "../../i18n/roster.ts";
import { go } from "../../router.ts";
import { Chip, EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { IMPORTING, ledSchool } from "../people/led.ts";
import { askRollover, moveClasses, type Rollover } from "../people/server.ts";
import { refusal } from "./model/refusal.ts";
import { decided, type Decided } from "./model/rollover.ts";
import "../people/people.css";

export default function RolloverScreen() {
  const school = ledSchool(IMPORTING);
  const [due, setDue] = useState<Rollover | null>(null);
  const [moves, setMoves] = useState<readonly Decided[] | null>(null);
  const [trouble, setTrouble] = useState<"away" | "notAllowed" | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const look = (): void => {
    setTrouble(null);
    askRollover(school).then(
      (found) => {
        setDue(found);
        setMoves((before) => decided(found.moves, before));
      },
      (problem: unknown) => setTrouble(problem instanceof ApiProblem && problem.status === 403 ? "notAllowed" : "away"),
    );
  };
  useEffect(look, [school]);

  const change = (at: number, to: string | null): void => setMoves((now) => now?.map((move, n) => (n === at ? { ...move, to } : move)) ?? null);
  const ask = (): void => {
    const gap = moves?.some((move) => move.to?.trim() === "");
    setWrong(gap ? t("rollEmpty") : null);
    setAsks(!gap);
  };
  const move = (): void => {
    if (!due || !moves || busy) return;
    setBusy(true);
    moveClasses(school, due.digest, moves).then(
      () => {
        toast(t("rollDone"));
        go("/admin/people", { replace: true });
      },
      (problem: unknown) => {
        setBusy(false);
        setAsks(false);
        setWrong(refusal(problem));
        if (problem instanceof ApiProblem && problem.status === 409) look();
      },
    );
  };

  return (
    <Page title={t("roll")} back="/admin/people">
      {trouble ? (
        <EmptyState icon={trouble === "away" ? "wifi-off" : "people"} title={people(trouble)} text={trouble === "away" ? people("awayMore") : ""}>
          <Button icon="refresh" onClick={look}>
            {people("retry")}
          </Button>
        </EmptyState>
      ) : !due || !moves ? (
        <Loading label={people("loading")} />
      ) : moves.length === 0 ? (
        <EmptyState icon="check" title={t("rollNothing")} text={t("rollNothingMore")} />
      ) : (
        <div class="stack-wide">
          <p class="muted">{t("rollMore", { year: due.year })}</p>
          <p class="small muted">{t("rollLessons")}</p>
          {wrong !== null && (
            <Notice tone="bad" icon="alert" alert>
              {wrong}
            </Notice>
          )}
          <ul class="people-list">
            {moves.map((one, at) => (
              <Row key={`${one.class}~${one.grade}`} id={`to-${at}`} move={one} onChange={(to) => change(at, to)} />
            ))}
          </ul>
          <Button kind="primary" icon="check" block onClick={ask}>
            {t("rollDo")}
          </Button>
        </div>
      )}
      {asks && (
        <Sheet title={t("rollAsk")} onClose={() => setAsks(false)}>
          <div class="stack">
            <p>{t("rollAskMore")}</p>
            <Button kind="primary" block busy={busy} onClick={move}>
              {t("rollDo")}
            </Button>
          </div>
        </Sheet>
      )}
    </Page>
  );
}

function Row({ id, move, onChange }: { id: string; move: Decided; onChange: (to: string | null) => void }) {
  const name = t("rollRow", { label: move.label, grade: move.grade });
  return (
    <li class="roster-line">
      <b>
        {name} {move.news && <Chip tone="warn">{t(move.news === "new" ? "rollNew" : "rollChanged")}</Chip>}
      </b>
      <span>{t("rollPupils", { n: move.pupils })}</span>
      {move.repeating.length > 0 && <span class="roster-what">{t("rollStay", { names: move.repeating.join(", ") })}</span>}
      <div class="roll-choice">
        <input
          id={id}
          class="input"
          aria-label={`${t("rollTo")}: ${name}`}
          disabled={move.to === null}
          value={move.to ?? ""}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
        <label class="roll-leave">
          <input type="checkbox" checked={move.to === null} onChange={(event) => onChange(event.currentTarget.checked ? null : move.label)} />
          <span>{t("rollLeave")}</span>
        </label>
      </div>
    </li>
  );
}
