/** The link to the centre in plain words: what waits, why, how long it takes, and what to do. */
import { useEffect, useRef, useState } from "preact/hooks";

import { ApiProblem } from "../../data/http.ts";
import { t as a } from "../../i18n/admin.ts";
import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/link.ts";
import { moment, size } from "../../i18n/time.ts";
import { EmptyState, Loading, Notice, ProgressBar } from "../../ui/bits.tsx";
import { Button, LinkButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { whyOf, type StatusDoc } from "./model/facts.ts";
import { sharesOf, takesOf, wantsOtherRoad, whysOf } from "./model/outlook.ts";
import { askLog, askStatus, exchangeNow, type LogLine } from "./status.ts";
import { windowName } from "./windowName.ts";
import "./admin.css";
import "./sync.css";

const LOOK_MS = 30_000;
/** Exchanges shown before the journal is opened would be noise: it is folded, and this long. */
const LOG_LINES = 15;

interface Seen {
  readonly status: StatusDoc;
  readonly log: readonly LogLine[];
}

interface Going {
  readonly from: number;
  readonly left: number;
}

export default function SyncScreen() {
  const [seen, setSeen] = useState<Seen | null>(null);
  const [trouble, setTrouble] = useState<"away" | "notAllowed" | null>(null);
  const [going, setGoing] = useState<Going | null>(null);
  const open = useRef(true);
  useEffect(() => () => void (open.current = false), []);

  const look = async (): Promise<void> => {
    try {
      const [status, log] = await Promise.all([askStatus(), askLog()]);
      setSeen({ status, log });
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
    const from = waitingOf(seen?.status);
    setGoing({ from, left: from });
    const done = await exchangeNow(() => open.current, (status) => setGoing({ from, left: waitingOf(status) })).catch(() => ({ outcome: "failed" }) as const);
    if (done.outcome === "left") return;
    await look();
    setGoing(null);
    toast(t(done.outcome === "done" ? "exchangeDone" : "exchangeFailed"));
  };

  return (
    <Page title={t("title")} back="/admin">
      {seen === null ? (
        trouble ? (
          <EmptyState icon={trouble === "away" ? "wifi-off" : "school"} title={a(trouble)} text={trouble === "away" ? a("awayMore") : ""}>
            <Button icon="refresh" onClick={() => void look()}>
              {a("retry")}
            </Button>
          </EmptyState>
        ) : (
          <Loading label={a("loading")} />
        )
      ) : !seen.status.upstream ? (
        <EmptyState icon="school" title={t("alone")} text={t("aloneMore")} />
      ) : (
        <div class="stack-wide">
          {trouble === "away" ? <p class="small muted">{a("away")}</p> : null}
          <Last status={seen.status} log={seen.log} />
          <div class="stack">
            {going ? (
              <div class="sync-going" role="status">
                <ProgressBar value={going.from - going.left} max={Math.max(1, going.from)} label={t("exchanging")} />
                <p class="small">{t("leftToSend", { n: going.left })}</p>
                <p class="small muted">{t("exchangeGoesOn")}</p>
              </div>
            ) : null}
            <Button kind="primary" icon="refresh" block busy={going !== null} onClick={() => void exchange()}>
              {t(going ? "exchanging" : "exchangeNow")}
            </Button>
          </div>
          <Untrusted status={seen.status} />
          <Waiting status={seen.status} />
          <Ahead status={seen.status} />
          {wantsOtherRoad(seen.status) ? <Roads /> : null}
          <Journal log={seen.log} />
        </div>
      )}
    </Page>
  );
}

function waitingOf(status: StatusDoc | undefined): number {
  return (status?.waiting?.operations ?? 0) + (status?.waiting?.files ?? 0);
}

function Last({ status, log }: { status: StatusDoc; log: readonly LogLine[] }) {
  const last = log[0];
  const cut = last && last.ended !== "all-done" && last.ended !== "budget" ? last.ended : null;
  return (
    <section class="card sync-last" aria-labelledby="sync-last">
      <h2 id="sync-last">{t("lastTitle")}</h2>
      <p class="sync-big">{last ? moment(last.began) : status.last_contact ? moment(status.last_contact) : t("lastNever")}</p>
      {last ? <p class={cut ? "sync-cut" : "sync-fine"}>{t(cut ? "lastCut" : last.ended === "budget" ? "lastBudget" : "lastDone")}</p> : null}
      {cut ? <p class="small muted">{a(`why_${whyOf(cut)}` as const)}</p> : null}
    </section>
  );
}

function Untrusted({ status }: { status: StatusDoc }) {
  const editions = status.untrusted ?? [];
  if (editions.length === 0) return null;
  return (
    <section class="card stack" aria-labelledby="sync-untrusted">
      <h2 id="sync-untrusted">{t("untrustedTitle")}</h2>
      <ul class="sync-lines">
        {editions.map((one) => (
          <li key={one.course}>{t(one.reason === "signer-unknown" ? "signer-unknown" : "not-its-signature", { title: one.title, n: one.edition })}</li>
        ))}
      </ul>
      <Notice tone="warn" icon="alert">
        <p>
          <strong>{t("doTitle")}</strong>
        </p>
        <p class="small">{t("do-untrusted")}</p>
      </Notice>
    </section>
  );
}

function Waiting({ status }: { status: StatusDoc }) {
  const shares = sharesOf(status);
  const whys = shares.length > 0 || (status.refused ?? 0) > 0 ? whysOf(status) : [];
  const advice = whys.filter((why): why is Exclude<typeof why, "soon"> => why !== "soon");
  return (
    <section class="card stack" aria-labelledby="sync-waits">
      <h2 id="sync-waits">{t("waitsTitle")}</h2>
      {shares.length === 0 ? (
        <p class="row sync-fine">
          <Icon name="check" small />
          <span class="status-word">{t("waitsNothing")}</span>
        </p>
      ) : (
        <ul class="sync-shares">
          {shares.map((share) => (
            <li key={share.name}>
              <div class="sync-share">
                <span>{t(share.name)}</span>
                <span class="sync-amount">
                  {t("count", { n: share.count })} · {share.bytes > 0 ? size(share.bytes) : t("sizeUnknown")}
                </span>
              </div>
              <div class="sync-bar" aria-hidden="true">
                <div class={`sync-bar-${share.name}`} style={{ width: `${Math.max(2, Math.round(share.part * 100))}%` }} />
              </div>
            </li>
          ))}
        </ul>
      )}
      {whys.length > 0 ? (
        <>
          <h3>{t("whyTitle")}</h3>
          <ul class="sync-lines">
            {whys.map((why) => (
              <li key={why}>{t(why, { n: status.refused ?? 0 })}</li>
            ))}
          </ul>
        </>
      ) : null}
      {advice.length > 0 ? (
        <Notice tone={advice.includes("disk-low") ? "warn" : "neutral"} icon={advice.includes("disk-low") ? "alert" : "info"}>
          <p>
            <strong>{t("doTitle")}</strong>
          </p>
          {advice.map((why) => (
            <p key={why} class="small">
              {t(`do-${why}`)}
            </p>
          ))}
        </Notice>
      ) : null}
      {(status.refused ?? 0) > 0 ? (
        <LinkButton href="/admin/attention" icon="alert" block>
          {t("seeAttention")}
        </LinkButton>
      ) : null}
    </section>
  );
}

function Ahead({ status }: { status: StatusDoc }) {
  const takes = takesOf(status);
  const now = status.window?.now ?? null;
  const next = status.window?.next ?? null;
  return (
    <section class="card stack" aria-labelledby="sync-takes">
      <h2 id="sync-takes">{t("takesTitle")}</h2>
      {takes.saying === "takes" ? (
        <div>
          <p>{t("takes", { n: takes.windows, time: moment(takes.until) })}</p>
          <p class="small muted">{t("takesRate", { size: size(takes.rate) })}</p>
        </div>
      ) : (
        <p>{t(takes.saying)}</p>
      )}
      <h3>{t("windowTitle")}</h3>
      <div>
        <p>{now ? t("windowNow", { name: windowName(now.name), time: moment(now.until) }) : t("windowShut")}</p>
        {now ? <p class="small muted">{now.left === null ? t("windowFree") : t("windowLeft", { size: size(now.left) })}</p> : null}
        {next ? <p>{t("windowNext", { name: windowName(next.name), time: moment(next.at) })}</p> : now ? null : <p>{t("windowNone")}</p>}
      </div>
      <LinkButton href="/admin/sync/windows" icon="clock" block>
        {t("editWindows")}
      </LinkButton>
    </section>
  );
}

function Roads() {
  return (
    <section class="card stack" aria-labelledby="sync-roads">
      <h2 id="sync-roads">{t("roadsTitle")}</h2>
      <p class="sync-road">
        <Icon name="file" />
        <span>{t("roadStick")}</span>
      </p>
      <p class="sync-road">
        <Icon name="phone" />
        <span>{t("roadCourier")}</span>
      </p>
      <LinkButton icon="phone" block href="/courier">
        {core("courierLink")}
      </LinkButton>
    </section>
  );
}

function Journal({ log }: { log: readonly LogLine[] }) {
  return (
    <details class="card sync-log">
      <summary>{t("logTitle")}</summary>
      {log.length === 0 ? <p class="small muted">{t("logEmpty")}</p> : null}
      <ol>
        {log.slice(0, LOG_LINES).map((line) => (
          <li key={line.began}>
            <span>{moment(line.began)}</span>
            <span class="small muted">{t("logLine", { up: size(line.bytes_up), down: size(line.bytes_down), n: Math.round(line.seconds) })}</span>
            {line.ended !== "all-done" ? <span class="small">{line.ended === "budget" ? t("lastBudget") : a(`why_${whyOf(line.ended)}` as const)}</span> : null}
          </li>
        ))}
      </ol>
    </details>
  );
}
