/** The school server on one page: what is well, what needs a look, and what to do about it. */
import { useEffect, useState } from "preact/hooks";

import { ApiProblem } from "../../data/http.ts";
import { node } from "../../data/node.ts";
import { records } from "../../data/records.ts";
import { t, type AdminKey } from "../../i18n/admin.ts";
import { t as clubs } from "../../i18n/clubs.ts";
import { t as core } from "../../i18n/core.ts";
import { t as certificates } from "../../i18n/certificates.ts";
import { t as consent } from "../../i18n/consent.ts";
import { t as inclusion } from "../../i18n/inclusion.ts";
import { t as inquiries } from "../../i18n/inquiries.ts";
import { t as insights } from "../../i18n/insights.ts";
import { t as journal } from "../../i18n/journal.ts";
import { t as setup } from "../../i18n/setup.ts";
import { t as leading } from "../../i18n/leading.ts";
import { t as overview } from "../../i18n/overview.ts";
import { t as reports } from "../../i18n/reports.ts";
import { named } from "../../i18n/index.ts";
import { moment, size } from "../../i18n/time.ts";
import { unconfirmed } from "../../planning/substituting.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { attentionOf, clockToTake, factsOf, whyOf, worst, type Fact, type Light, type StatusDoc } from "./model/facts.ts";
import { DoctorCard } from "./DoctorCard.tsx";
import { PublishedRelease } from "./PublishedRelease.tsx";
import { UpgradeCard } from "./UpgradeCard.tsx";
import { type Heading, lightOf, useCheckup, worse } from "./model/checkup.ts";
import { askStatus, exchangeNow, tellTime } from "./status.ts";
import "./admin.css";

/** Milliseconds between two looks while the page is open. */
const LOOK_MS = 30_000;

type Seen = { readonly status: StatusDoc; readonly at: number };
type Trouble = "away" | "notAllowed";

const ICONS: Readonly<Record<Light, IconName>> = { calm: "check", look: "info", act: "alert", unknown: "clock" };

export default function AdminScreen() {
  const [seen, setSeen] = useState<Seen | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [exchanging, setExchanging] = useState(false);
  const checkup = useCheckup();

  const look = async (): Promise<void> => {
    try {
      const status = await askStatus();
      setSeen({ status, at: Date.now() });
      setTrouble(null);
    } catch (error) {
      setTrouble(error instanceof ApiProblem && error.status === 403 ? "notAllowed" : "away");
    }
  };
  useEffect(() => {
    void look();
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void look();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, []);

  const exchange = async (): Promise<void> => {
    setExchanging(true);
    const done = await exchangeNow().catch(() => null);
    if (done) setSeen({ status: done, at: Date.now() });
    else void look();
    toast(t(done ? "exchangeDone" : "exchangeFailed"));
    setExchanging(false);
  };
  const takeTime = async (): Promise<void> => {
    const good = await tellTime(Date.now()).then(() => true, () => false);
    toast(t(good ? "clockTaken" : "clockFailed"));
    await look();
  };

  const taken = unconfirmed(records.list("substitution").value).length;
  return (
    <Page title={t("title")}>
      {seen ? (
        <div class="stack-wide">
          <Verdict light={worse(worst(factsOf(seen.status, seen.at)), lightOf(checkup))} />
          {trouble === "away" ? <p class="small muted">{t("away")}</p> : null}
          <nav class="stack" aria-label={t("pages")}>
            <LinkButton href="/overview" icon="eye" block>
              {overview("overview")}
            </LinkButton>
            <LinkButton href="/admin/people" icon="people" block>
              {t("toPeople")}
            </LinkButton>
            <LinkButton href="/admin/certificates" icon="link" block>
              {certificates("title")}
            </LinkButton>
            <LinkButton href="/admin/inquiries" icon="send" block>
              {inquiries("title")}
            </LinkButton>
            <LinkButton href="/admin/clubs" icon="people" block>
              {clubs("clubs")}
            </LinkButton>
            <LinkButton href="/admin/consents" icon="check" block>
              {consent("title")}
            </LinkButton>
            <LinkButton href="/admin/inclusion" icon="person" block>
              {inclusion("school")}
            </LinkButton>
            <LinkButton href="/admin/timetable" icon="tasks" block>
              {taken > 0 ? `${journal("timetable")} · ${taken}` : journal("timetable")}
            </LinkButton>
            <LinkButton href="/admin/journal" icon="edit" block>
              {journal("keeping")}
            </LinkButton>
            <LinkButton href="/admin/terms" icon="star" block>
              {leading("terms")}
            </LinkButton>
            <LinkButton href="/reports" icon="file" block>
              {reports("reports")}
            </LinkButton>
            <LinkButton href="/admin/policy" icon="edit" block>
              {overview("policy")}
            </LinkButton>
            <LinkButton href="/admin/closures" icon="school" block>
              {t("toClosures")}
            </LinkButton>
            <LinkButton href="/admin/sync" icon="link" block>
              {t("toSync")}
            </LinkButton>
            <LinkButton href="/admin/box" icon="file" block>
              {setup("toBox")}
            </LinkButton>
            <LinkButton href="/admin/attention" icon="alert" block>
              {attentionOf(seen.status) > 0 ? `${t("toAttention")} · ${attentionOf(seen.status)}` : t("toAttention")}
            </LinkButton>
            <LinkButton href="/admin/statements" icon="book" block>
              {insights("statements")}
            </LinkButton>
            <LinkButton href="/admin/forwarding" icon="send" block>
              {insights("forwarding")}
            </LinkButton>
          </nav>
          <Facts facts={factsOf(seen.status, seen.at)} lastError={seen.status.last_error ?? null} />
          <DoctorCard checkup={checkup} />
          <PublishedRelease />
          <UpgradeCard />
          {clockToTake(seen.status, seen.at) ? (
            <Button icon="clock" block onClick={() => void takeTime()}>
              {t("clockTake", { time: moment(seen.at) })}
            </Button>
          ) : null}
          <div class="stack">
            {seen.status.upstream ? (
              <Button kind="primary" icon="refresh" block busy={exchanging} onClick={() => void exchange()}>
                {t(exchanging ? "exchanging" : "exchangeNow")}
              </Button>
            ) : null}
            <LinkButton kind="quiet" icon="phone" block href="/courier">
              {core("courierLink")}
            </LinkButton>
            <p class="small muted admin-foot">
              {t("asked", { time: moment(seen.at) })}
              {seen.status.version ? ` · ${t("version", { version: seen.status.version })}` : ""}
            </p>
          </div>
        </div>
      ) : trouble ? (
        <EmptyState icon={trouble === "away" ? "wifi-off" : "school"} title={t(trouble)} text={trouble === "away" ? t("awayMore") : ""}>
          <Button icon="refresh" onClick={() => void look()}>
            {t("retry")}
          </Button>
        </EmptyState>
      ) : (
        <Loading label={t("loading")} />
      )}
    </Page>
  );
}

function Verdict({ light }: { light: Heading }) {
  return (
    <section class={`verdict light-${light}`}>
      <span class="verdict-mark">
        <Icon name={ICONS[light]} />
      </span>
      <div>
        <h2>{t(light)}</h2>
        <p class="small">{t(`${light}More`)}</p>
      </div>
    </section>
  );
}

function Facts({ facts, lastError }: { facts: readonly Fact[]; lastError: string | null }) {
  return (
    <ul class="card lights">
      {facts.map((fact) => (
        <li key={fact.name} class={`light light-${fact.light}`}>
          <span class="light-mark">
            <Icon name={ICONS[fact.light]} small />
          </span>
          <div class="row-grow">
            <h3>{t(fact.name, { hub: named(node.value?.upstream?.name) })}</h3>
            <p>{sentence(fact)}</p>
            {fact.light === "look" || fact.light === "act" ? (
              <p class="small light-do">
                {t(`${fact.name}Do`)}
              </p>
            ) : null}
            {fact.name === "exchange" && lastError ? <p class="small">{t(`why_${whyOf(lastError)}` as const)}</p> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}

function sentence(fact: Fact): string {
  const { values } = fact;
  const number = (name: string): number => Number(values[name] ?? 0);
  const key = `${fact.name}${fact.saying.charAt(0).toUpperCase()}${fact.saying.slice(1)}` as AdminKey;
  return t(key, {
    n: number("days") || number("minutes") || number("count"),
    time: typeof values["at"] === "string" && values["at"] !== "" ? moment(values["at"]) : "",
    machine: typeof values["machine"] === "string" ? values["machine"].slice(0, 10) : "",
    operations: number("operations"),
    files: number("files"),
    size: size(number("bytes")),
    free: size(number("free")),
  });
}
