/** A pupil moves between schools: a sealed file goes through the hub or on a stick, its code on paper. */
import { useState } from "preact/hooks";

import { askMine, tellMine } from "../../data/asking.ts";
import { ApiProblem } from "../../data/http.ts";
import { t, type TransfersKey } from "../../i18n/transfers.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { FileButton } from "../../ui/FileButton.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { schoolDay } from "../gradebook/school.ts";
import { Answer } from "../reports/Answer.tsx";
import { dayText, schoolOverseen } from "../reports/school.ts";
import { useAnswer } from "../reports/useAnswer.ts";
import { ClaimCard, OfferCard, useMoves } from "./Moves.tsx";
import "./people.css";

interface Content {
  readonly marks: readonly { readonly period: string; readonly name: string; readonly mark: number | null }[];
  readonly points: readonly unknown[];
  readonly places: readonly { readonly subject: string; readonly name: string; readonly topic: string; readonly held: number }[];
  readonly works: readonly unknown[];
  readonly missed: number;
  readonly support: object | null;
  readonly routes: readonly unknown[];
}

interface Told {
  readonly source: string;
  readonly left_on: string;
  readonly confirmed: boolean;
  readonly content: Content;
}

/** A file that was looked into. */
interface Shown extends Told {
  readonly name: string;
  /** What the pupil is called here, where that is not the name in the file. */
  readonly other_name: string | null;
}

/** What the server was asked, and what it showed: this very file is joined, whatever is typed since. */
interface Looked {
  readonly asks: { readonly school: string; readonly code: string; readonly file?: string };
  readonly told: Shown;
}

interface Chosen {
  readonly name: string;
  readonly bytes: string;
}

const PROBLEMS: Readonly<Record<string, TransfersKey>> = { "transfer-code": "badCode", "transfer-damaged": "badFile", "transfer-own": "ownFile", "transfer-claims": "many", "transfer-day": "badDay" };

/** Milliseconds before the memory behind a download is given back: the browser has copied it by then. */
const COPIED_MS = 60_000;

function say(error: unknown): void {
  toast(t(error instanceof ApiProblem ? (PROBLEMS[error.type] ?? "failed") : "failed"));
}

/** `/transfer/:person` */
export default function TransferScreen({ params }: ScreenProps) {
  const person = params["person"] ?? "";
  return (
    <Page title={t("transfer")} back="/admin/people">
      <div class="stack-wide">
        <Arriving person={person} />
        <Leaving person={person} />
      </div>
    </Page>
  );
}

function Leaving({ person }: { person: string }) {
  const [chosen, setDay] = useState<string | null>(null);
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const moves = useMoves(person);
  // Made again, a file keeps the day of the former one, unless that was wrong.
  const day = chosen ?? moves.answer?.offers[0]?.left_on ?? schoolDay();
  const unknown = chosen === null && moves.answer === null;
  const make = async (): Promise<void> => {
    setBusy(true);
    try {
      const made = await askMine<{ file: string; code: string }>(`/api/v1/people/${encodeURIComponent(person)}/transfer`, { method: "POST", json: { school: schoolOverseen(), left_on: day } });
      keep(made.file);
      setCode(made.code);
      setDay(null);
      moves.again();
    } catch (error) {
      say(error);
    }
    setBusy(false);
  };
  const stayed = (): void => {
    setDay(null);
    setCode("");
    moves.again();
  };
  return (
    <section class="stack" aria-labelledby="leave-title">
      <h2 id="leave-title">{t("leave")}</h2>
      <p class="muted">{t("leaveText")}</p>
      <Answer of={moves}>
        {({ offers }) => (
          <>
            {offers.map((one) => (
              <OfferCard key={one.id} one={one} onStayed={stayed} />
            ))}
            {offers.some((one) => one.taken_by === null) && <p class="small muted">{t("formerCode")}</p>}
          </>
        )}
      </Answer>
      <Field id="leave-day" label={t("lastDay")}>
        <input id="leave-day" type="date" class="input" aria-describedby={noteId("leave-day")} value={unknown ? "" : day} onInput={(event) => setDay(event.currentTarget.value)} />
      </Field>
      {code && (
        <Notice tone="good" icon="check" alert>
          <p>{t("codeOnce")}</p>
          <p>
            <b class="transfer-code">{code}</b>
          </p>
        </Notice>
      )}
      <Button icon="download" block busy={busy || unknown || day === ""} onClick={() => void make()}>
        {t("makeFile")}
      </Button>
    </section>
  );
}

function keep(base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = `pupil-${schoolDay()}.tirekpupil`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), COPIED_MS);
}

function Arriving({ person }: { person: string }) {
  const path = `/api/v1/people/${encodeURIComponent(person)}/histories`;
  const claims = `/api/v1/people/${encodeURIComponent(person)}/claims`;
  const asked = useAnswer<{ histories: readonly (Told & { readonly id: string })[] }>(path);
  const [file, setFile] = useState<Chosen | null>(null);
  const [code, setCode] = useState("");
  const [looked, setLooked] = useState<Looked | null>(null);
  const [busy, setBusy] = useState(false);
  const moves = useMoves(person);
  const during = async (doing: () => Promise<void>): Promise<void> => {
    setBusy(true);
    await doing().catch(say);
    setBusy(false);
  };
  const look = async (): Promise<void> => {
    const asks = { school: schoolOverseen(), code: code.trim(), ...(file && { file: file.bytes }) };
    if (file === null && !(await askMine<{ here: boolean }>(claims, { method: "POST", json: asks })).here) {
      toast(t("claimed"));
      moves.again();
      return;
    }
    setLooked({ asks, told: await askMine<Shown>(path, { method: "POST", json: { ...asks, join: false } }) });
  };
  const join = async ({ asks }: Looked): Promise<void> => {
    await askMine(path, { method: "POST", json: { ...asks, join: true } });
    toast(t("joined"));
    setLooked(null);
    setCode("");
    setFile(null);
    asked.again();
    moves.again();
  };
  const retype = (text: string): void => {
    setLooked(null);
    setCode(text);
  };
  const choose = (chosen: Chosen | null): void => {
    setLooked(null);
    setFile(chosen);
  };
  const part = (id: string): void => {
    tellMine(`/api/v1/histories/${encodeURIComponent(id)}`, { method: "DELETE" }).then(() => {
      toast(t("parted"));
      asked.again();
    }, say);
  };
  return (
    <section class="stack" aria-labelledby="arrive-title">
      <h2 id="arrive-title">{t("arrive")}</h2>
      <p class="muted">{t("arriveText")}</p>
      <Answer of={asked}>
        {({ histories }) => (
          <>
            {histories.length === 0 && <p class="muted">{t("nothing")}</p>}
            {histories.map((one) => (
              <div key={one.id} class="card stack">
                <History told={one} />
                <Button kind="quiet" onClick={() => part(one.id)}>
                  {t("part")}
                </Button>
              </div>
            ))}
          </>
        )}
      </Answer>
      <Answer of={moves}>
        {({ claims: waiting }) => (
          <>
            {waiting.map((one) => (
              <ClaimCard key={one.id} one={one} onGone={moves.again} />
            ))}
          </>
        )}
      </Answer>
      <Field id="transfer-code" label={t("code")}>
        <input id="transfer-code" class="input" maxLength={40} autocomplete="off" autocapitalize="none" spellcheck={false} aria-describedby={noteId("transfer-code")} value={code} onInput={(event) => retype(event.currentTarget.value)} />
      </Field>
      <FileButton
        icon="file"
        block
        label={t("file")}
        accept=".tirekpupil"
        onFiles={([chosen]) => {
          choose(null);
          if (chosen) void read(chosen).then((bytes) => choose({ name: chosen.name, bytes }), say);
        }}
      />
      {file && (
        <div class="row">
          <p class="small row-grow">{file.name}</p>
          <Button kind="quiet" onClick={() => choose(null)}>
            {t("withoutFile")}
          </Button>
        </div>
      )}
      {looked && (
        <div class="card stack">
          <h3>{looked.told.name}</h3>
          {looked.told.other_name && (
            <Notice tone="warn" icon="alert" alert>
              <p>{t("otherName", { name: looked.told.other_name })}</p>
            </Notice>
          )}
          <History told={looked.told} />
          <Button kind="primary" icon="check" block busy={busy} onClick={() => void during(() => join(looked))}>
            {t("join")}
          </Button>
        </div>
      )}
      <Button icon="search" block busy={busy || code.trim() === ""} onClick={() => void during(look)}>
        {t("look")}
      </Button>
    </section>
  );
}

function History({ told: { source, left_on: left, confirmed, content } }: { told: Told }) {
  return (
    <>
      <p>
        <b>{t("from", { source, day: dayText(left) })}</b>
        <br />
        <span class="small muted">{t(confirmed ? "confirmed" : "unconfirmed")}</span>
      </p>
      <p class="small">{[t("marks", { n: content.marks.length }), t("points", { n: content.points.length }), t("works", { n: content.works.length }), t("missed", { n: content.missed })].join(" · ")}</p>
      {(content.support !== null || content.routes.length > 0) && <p class="small">{t("supported")}</p>}
      <ul class="small">
        {content.places.map((one) => (
          <li key={one.subject}>{t("place", { subject: one.name, topic: one.topic, n: one.held })}</li>
        ))}
      </ul>
    </>
  );
}

/** A file's bytes in base64, as JSON carries them. */
async function read(file: File): Promise<string> {
  const bytes = new Uint8Array(await new Response(file).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
