/** The school server on one page: what is well, what needs a look, and what to do about it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { ApiProblem } from "../../data/http.ts";
import { atSchool } from "../../data/now.ts";
import { t } from "../../i18n/admin.ts";
import { lasting, moment } from "../../i18n/time.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { LIGHT_ICONS, Lights } from "./Lights.tsx";
import { type Checkup, type Heading, lightOf, useCheckup, worse } from "./model/checkup.ts";
import { attentionOf, clockToTake, factsOf, type StatusDoc, worst } from "./model/facts.ts";
import { PublishedRelease } from "./PublishedRelease.tsx";
import { SchoolMenu } from "./SchoolMenu.tsx";
import { askStatus, exchangeNow, tellTime } from "./status.ts";
import { isTrouble, ofFact, ofFindings } from "./told.ts";
import { UpgradeCard } from "./UpgradeCard.tsx";
import "./admin.css";

/** Milliseconds between two looks while the page is open. */
const LOOK_MS = 30_000;

type Seen = { readonly status: StatusDoc; readonly at: number };
type Trouble = "away" | "notAllowed";

export default function AdminScreen() {
  const [seen, setSeen] = useState<Seen | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [exchanging, setExchanging] = useState(false);
  const checkup = useCheckup();
  const open = useRef(true);
  useEffect(() => () => void (open.current = false), []);

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
    const done = await exchangeNow(() => open.current).catch(() => ({ outcome: "failed" }) as const);
    if (done.outcome === "left") return;
    if (done.outcome === "done") setSeen({ status: done.status, at: Date.now() });
    else void look();
    toast(t(done.outcome === "done" ? "exchangeDone" : "exchangeFailed"));
    setExchanging(false);
  };
  const takeTime = async (): Promise<void> => {
    const good = await tellTime(Date.now()).then(() => true, () => false);
    toast(t(good ? "clockTaken" : "clockFailed"));
    await look();
  };

  return (
    <Page title={t("title")}>
      {seen ? (
        <Whole seen={seen} checkup={checkup} isAway={trouble === "away"}>
          {clockToTake(seen.status, seen.at) ? (
            <Button icon="clock" block onClick={() => void takeTime()}>
              {t("clockTake", { time: lasting(seen.at) })}
            </Button>
          ) : null}
          {seen.status.upstream ? (
            <Button kind="primary" icon="refresh" block busy={exchanging} onClick={() => void exchange()}>
              {t(exchanging ? "exchanging" : "exchangeNow")}
            </Button>
          ) : null}
          {exchanging ? <p class="small muted">{t("exchangeGoesOn")}</p> : null}
        </Whole>
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

/** What needs somebody comes before where one can go, and what is well after it. `children`: what to do about it. */
function Whole({ seen, checkup, isAway, children }: { seen: Seen; checkup: Checkup | "away" | null; isAway: boolean; children: ComponentChildren }) {
  const { status, at } = seen;
  const facts = factsOf(status, at);
  const findings = checkup === null || checkup === "away" ? [] : checkup.findings;
  const told = [...facts.map((fact) => ofFact(fact, status.last_error ?? null)), ...ofFindings(findings)];
  return (
    <div class="stack-wide">
      <Verdict light={worse(worst(facts), lightOf(checkup))} />
      {isAway ? <p class="small muted">{t("away")}</p> : null}
      <Lights rows={told.filter(isTrouble)} />
      <div class="stack">{children}</div>
      <SchoolMenu attention={attentionOf(status)} />
      <section class="stack">
        <h2>{t("state")}</h2>
        <Lights rows={told.filter((one) => !isTrouble(one))} />
        {checkup === null ? <Loading label={t("loading")} /> : null}
        {checkup === "away" ? <p class="muted">{t("doctorAway")}</p> : null}
      </section>
      <PublishedRelease />
      <UpgradeCard />
      <p class="small muted admin-foot">
        {t("asked", { time: moment(atSchool(at)) })}
        {status.version ? ` · ${t("version", { version: status.version })}` : ""}
      </p>
    </div>
  );
}

function Verdict({ light }: { light: Heading }) {
  return (
    <section class={`verdict light-${light}`}>
      <span class="verdict-mark">
        <Icon name={LIGHT_ICONS[light]} />
      </span>
      <div>
        <h2>{t(light)}</h2>
        <p class="small">{t(`${light}More`)}</p>
      </div>
    </section>
  );
}
