/** Helping one person: a new way in, lost devices, a provisional record, two records of one child. */
import { useEffect, useState } from "preact/hooks";

import { ApiProblem } from "../../data/http.ts";
import { compareKazakh } from "../../i18n/collate.ts";
import { t } from "../../i18n/people.ts";
import { moment } from "../../i18n/time.ts";
import { go } from "../../router.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { made } from "./cards.ts";
import { nameOf, type Listed } from "./model.ts";
import { Assistants } from "./Assistants.tsx";
import { ClassChange } from "./ClassChange.tsx";
import { IMPORTING, ledSchool } from "./led.ts";
import { Parents } from "./Parents.tsx";
import { PersonFile } from "./PersonFile.tsx";
import { places } from "./PersonRow.tsx";
import { askDevices, confirmChild, join, newCard, partAgain, signOut, type Device, type Way } from "./server.ts";

export interface PersonSheetProps {
  readonly one: Listed;
  /** Everybody in the list, for finding the other record of the same child. */
  readonly all: readonly Listed[];
  readonly mayConfirm: boolean;
  /** Where the cards lead back to. */
  readonly back: string;
  readonly onClose: () => void;
  /** Something has changed on the server. */
  readonly onChanged: () => void;
}

export function PersonSheet({ one, all, mayConfirm, back, onClose, onChanged }: PersonSheetProps) {
  const [busy, setBusy] = useState(false);
  const [joining, setJoining] = useState(false);
  const pupil = one.places.some((place) => place.role === "pupil");
  const kept = all.find((other) => other.id === one.kept);

  const run = async (work: () => Promise<void>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      await work();
    } catch (problem) {
      toast(t(refused(problem)));
    }
    setBusy(false);
  };
  const card = (way: Way): Promise<void> =>
    run(async () => {
      made.value = { ...(await newCard(one.id, way)), back };
      go("/cards");
    });
  const settled = (work: Promise<void>, said: Parameters<typeof t>[0]): Promise<void> =>
    run(async () => {
      await work;
      toast(t(said));
      onChanged();
      onClose();
    });

  return (
    <Sheet title={nameOf(one)} onClose={onClose}>
      <div class="stack-wide">
        <div class="small muted">
          <p>{places(one)}</p>
          <p>{one.login ? t("login", { login: one.login }) : t("noLogin")}</p>
          {one.card_at && <p>{t("cardWaiting", { time: moment(one.card_at) })}</p>}
          <p>{one.seen_at ? t("seen", { time: moment(one.seen_at) }) : t("neverSeen")}</p>
        </div>
        {one.provisional && (
          <Notice tone="warn">
            <p>{t("provisionalMore")}</p>
            {mayConfirm && (
              <Button kind="primary" icon="check" busy={busy} onClick={() => void settled(confirmChild(one.id), "confirmed")}>
                {t("confirm")}
              </Button>
            )}
          </Notice>
        )}
        <div class="stack people-ways">
          <Way title={t("newPassword")} more={t(one.login ? "passwordMore" : "loginMore")} busy={busy} onClick={() => void card("password")} />
          {pupil && <Way title={t("newPin")} more={t("pinMore")} busy={busy} onClick={() => void card("pin")} />}
          {one.login && <Way title={t("newCard")} more={t("cardMore")} busy={busy} onClick={() => void card("card")} />}
        </div>
        {pupil && <Parents one={one} all={all} mayChange={mayConfirm} onChanged={onChanged} />}
        {pupil && mayConfirm && (
          <LinkButton kind="quiet" icon="school" block href={`/transfer/${encodeURIComponent(one.id)}`}>
            {t("transfer")}
          </LinkButton>
        )}
        {pupil && !one.kept && ledSchool(IMPORTING) !== "" && <ClassChange person={one.id} school={ledSchool(IMPORTING)} onChanged={onChanged} onClose={onClose} />}
        {pupil && mayConfirm && <Assistants one={one} all={all} busy={busy} settled={settled} />}
        {mayConfirm && ledSchool(IMPORTING) !== "" && <PersonFile person={one.id} name={nameOf(one)} />}
        <Devices person={one.id} />
        {pupil && (
          <section class="stack" aria-label={t("joinTitle")}>
            <h3>{t("joinTitle")}</h3>
            <p class="small muted">{one.kept ? t("joinedTo", { name: kept ? nameOf(kept) : "…" }) : t("joinMore")}</p>
            {one.kept ? (
              <Button icon="people" block busy={busy} onClick={() => void settled(partAgain(one.id), "parted")}>
                {t("part")}
              </Button>
            ) : joining ? (
              <Twins one={one} all={all} onChoose={(other) => void settled(join(one.id, other), "joined")} />
            ) : (
              <Button kind="quiet" icon="people" block onClick={() => setJoining(true)}>
                {t("join")}
              </Button>
            )}
          </section>
        )}
      </div>
    </Sheet>
  );
}

/** What to say of a refusal: a mother of two classes is helped by the school's leaders, for one. */
function refused(problem: unknown): "pairTaken" | "leadersHelp" | "failed" {
  if (!(problem instanceof ApiProblem)) return "failed";
  return problem.type === "already-joined" ? "pairTaken" : problem.status === 403 ? "leadersHelp" : "failed";
}

function Way({ title, more, busy, onClick }: { title: string; more: string; busy: boolean; onClick: () => void }) {
  return (
    <div>
      <Button block busy={busy} onClick={onClick}>
        {title}
      </Button>
      <p class="field-hint">{more}</p>
    </div>
  );
}

/** The pupils who may be the same child, those of the same given name first. */
function Twins({ one, all, onChoose }: { one: Listed; all: readonly Listed[]; onChoose: (other: string) => void }) {
  const pupils = all
    .filter((other) => other.id !== one.id && other.kept === null && other.places.some((place) => place.role === "pupil"))
    .sort((a, b) => Number(b.given_name === one.given_name) - Number(a.given_name === one.given_name) || compareKazakh(nameOf(a), nameOf(b)));
  return (
    <div>
      <h3 class="field-label">{t("joinWith")}</h3>
      <ul class="people-list">
        {pupils.map((other) => (
          <li key={other.id}>
            <button type="button" class="people-row" onClick={() => onChoose(other.id)}>
              <span class="people-text">
                <b>{nameOf(other)}</b>
                <span>{[places(other), other.login].filter(Boolean).join(" · ")}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Devices({ person }: { person: string }) {
  const [devices, setDevices] = useState<readonly Device[] | null>(null);
  const look = (): void => {
    askDevices(person).then(setDevices, () => toast(t("failed")));
  };
  useEffect(look, [person]);
  return (
    <section class="stack" aria-label={t("devices")}>
      <h3>{t("devices")}</h3>
      {devices === null ? (
        <p class="small muted">{t("loading")}</p>
      ) : devices.length === 0 ? (
        <p class="small muted">{t("noDevices")}</p>
      ) : (
        <ul class="people-list">
          {devices.map((device) => (
            <li key={device.id} class="people-device">
              <span class="people-text">
                <b>{device.device || "—"}</b>
                <span>{t("seen", { time: moment(device.seen_at) })}</span>
              </span>
              <Button
                kind="danger"
                onClick={() => {
                  signOut(person, device.id).then(
                    () => {
                      toast(t("signedOut"));
                      look();
                    },
                    () => toast(t("failed")),
                  );
                }}
              >
                {t("signOut")}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
