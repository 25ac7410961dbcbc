/** Other record stores that the school's statements are sent on to: how it goes, and what to do about it. */
import { useEffect, useState } from "preact/hooks";

import { t } from "../../i18n/insights.ts";
import { moment } from "../../i18n/time.ts";
import { Chip, EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { asking, type Trouble, troubleOf } from "../common/statements.ts";
import { ledSchool } from "../people/led.ts";
import "../common/statements.css";

interface Destination {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly paused: boolean;
  readonly sent: number;
  readonly withheld: number;
  readonly waiting: number;
  readonly not_taken: number;
  readonly next_try: string | null;
  readonly error: string | null;
}

interface Letter {
  readonly statement: string;
  readonly reason: string;
  readonly status: number | null;
  readonly since: string;
}

type Answer = { readonly destinations: readonly Destination[] };

const HOME = "/api/v1/forwarding";
const NEW = { name: "", address: "", user: "", secret: "" };

const ADMIN: ReadonlySet<string> = new Set(["admin"]);

export default function ForwardingScreen() {
  const [seen, setSeen] = useState<readonly Destination[] | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [adding, setAdding] = useState(false);
  const [busy, setBusy] = useState(false);
  const look = async (): Promise<void> => {
    try {
      setSeen((await asking<Answer>(HOME)).destinations);
      setTrouble(null);
    } catch (error) {
      setTrouble(troubleOf(error) === "away" ? "away" : "notAllowed");
    }
  };
  useEffect(() => void look(), []);

  /** Whether it worked. */
  const act = async (work: () => Promise<Answer>): Promise<boolean> => {
    setBusy(true);
    try {
      setSeen((await work()).destinations);
      toast(t("done"));
      return true;
    } catch (error) {
      toast(t(troubleOf(error) === "wrongFilter" ? "invalid" : "failedToDo"));
      return false;
    } finally {
      setBusy(false);
    }
  };

  return (
    <Page title={t("forwarding")} back="/admin">
      {seen === null ? (
        trouble ? (
          <EmptyState icon={trouble === "away" ? "wifi-off" : "school"} title={t(trouble)} text={trouble === "away" ? t("awayMore") : ""}>
            <Button icon="refresh" onClick={() => void look()}>
              {t("retry")}
            </Button>
          </EmptyState>
        ) : (
          <Loading label={t("loading")} />
        )
      ) : (
        <div class="stack-wide">
          {seen.length === 0 ? <EmptyState icon="send" title={t("noDestinations")} text={t("noDestinationsMore")} /> : null}
          {seen.map((one) => (
            <DestinationCard key={one.id} one={one} busy={busy} onAct={act} />
          ))}
          {adding ? (
            <NewDestination busy={busy} onCancel={() => setAdding(false)} onAdd={(given) => void act(() => asking<Answer>(HOME, given)).then((done) => setAdding(!done))} />
          ) : (
            <Button icon="plus" block onClick={() => setAdding(true)}>
              {t("add")}
            </Button>
          )}
        </div>
      )}
    </Page>
  );
}

function DestinationCard({ one, busy, onAct }: { one: Destination; busy: boolean; onAct: (work: () => Promise<Answer>) => Promise<boolean> }) {
  const [letters, setLetters] = useState<readonly Letter[] | null>(null);
  const [sure, setSure] = useState(false);
  const path = `${HOME}/${one.id}`;
  const showLetters = (): void => {
    asking<{ letters: readonly Letter[] }>(`${path}/letters`).then(
      (answer) => setLetters(answer.letters),
      () => toast(t("failedToDo")),
    );
  };
  return (
    <article class="card stack">
      <h2>{one.name}</h2>
      <p class="small muted statement-answer">{one.address}</p>
      <p class="statement-chips">
        <Chip tone={one.paused ? "neutral" : one.error ? "warn" : "good"}>{t(one.paused ? "paused" : one.error ? "trouble" : "works")}</Chip>
        <Chip>{t("sent", { n: one.sent })}</Chip>
        <Chip>{t("waiting", { n: one.waiting })}</Chip>
        {one.withheld > 0 ? <Chip tone="warn">{t("withheld", { n: one.withheld })}</Chip> : null}
        {one.not_taken > 0 ? <Chip tone="bad">{t("notTaken", { n: one.not_taken })}</Chip> : null}
      </p>
      {one.error ? (
        <Notice tone="warn" icon="alert">
          <p class="statement-answer">{one.error}</p>
          {one.next_try ? <p class="small">{t("nextTry", { time: moment(one.next_try) })}</p> : null}
        </Notice>
      ) : null}
      {letters ? (
        <section class="stack">
          <h3>{t("letters")}</h3>
          <ul class="statement-list">
            {letters.map((letter) => (
              <li key={letter.statement} class="small statement">
                {moment(letter.since)} · {letter.statement} · {letter.status ?? ""} {letter.reason}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <div class="statement-buttons">
        <Button busy={busy} onClick={() => void onAct(() => asking<Answer>(`${path}/pause`, { paused: !one.paused }))}>
          {t(one.paused ? "resume" : "pause")}
        </Button>
        <Button icon="refresh" busy={busy} onClick={() => void onAct(() => asking<Answer>(`${path}/retry`, {}))}>
          {t("again")}
        </Button>
        {one.not_taken > 0 && !letters ? <Button onClick={showLetters}>{t("letters")}</Button> : null}
        <Button kind={sure ? "danger" : "quiet"} icon="trash" busy={busy} onClick={() => (sure ? void onAct(() => asking<Answer>(path, undefined, "DELETE")) : setSure(true))}>
          {t(sure ? "removeSure" : "remove")}
        </Button>
      </div>
    </article>
  );
}

function NewDestination({ busy, onAdd, onCancel }: { busy: boolean; onAdd: (given: object) => void; onCancel: () => void }) {
  const [given, setGiven] = useState(NEW);
  const school = ledSchool(ADMIN);
  const field = (name: keyof typeof NEW, hint = "") => {
    const shared = {
      id: `forward-${name}`,
      class: "input",
      required: true,
      autocomplete: "off",
      "aria-describedby": noteId(`forward-${name}`),
      value: given[name],
      onInput: (event: { currentTarget: HTMLInputElement }): void => setGiven({ ...given, [name]: event.currentTarget.value }),
    };
    return (
      <Field id={`forward-${name}`} label={t(name)} hint={hint}>
        {name === "secret" ? <input type="password" {...shared} /> : <input type="text" {...shared} />}
      </Field>
    );
  };
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({ ...given, school });
      }}
    >
      <h2>{t("add")}</h2>
      {field("name")}
      {field("address", t("privateHint"))}
      {field("user")}
      {field("secret")}
      <div class="statement-buttons">
        <Button type="submit" kind="primary" busy={busy}>
          {t("add")}
        </Button>
        <Button onClick={onCancel}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
