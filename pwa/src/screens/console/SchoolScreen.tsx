/** One school as its operator sees it: how its box is, what it lacks, and its joining kits. */
import { useEffect, useState } from "preact/hooks";

import type { ScreenProps } from "../../routes.tsx";
import { t } from "../../i18n/console.ts";
import { lang } from "../../i18n/index.ts";
import { day, moment, size } from "../../i18n/time.ts";
import { Chip, EmptyState, Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { ofBox, ofSchool } from "./above.ts";
import { askSchool, askSummary, EVERYTHING, MARKS, refusalOf, type SchoolPage, shutOut, TONES, type Trouble, troubleOf } from "./model.ts";
import { KitCard } from "./KitCard.tsx";
import "./console.css";

export default function SchoolScreen({ params }: ScreenProps) {
  const school = params["id"] ?? "";
  const [page, setPage] = useState<SchoolPage | null>(null);
  const [mayAct, setMayAct] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const look = async (): Promise<void> => {
    try {
      const [told, summary] = await Promise.all([askSchool(school), askSummary(EVERYTHING)]);
      setPage(told);
      setMayAct(summary.rights.includes("boxes"));
      setTrouble(null);
    } catch (error) {
      setTrouble(troubleOf(error));
    }
  };
  useEffect(() => void look(), [school, lang.value]);
  return (
    <Page title={page?.name ?? t("title")} back="/console">
      {page ? (
        <div class="stack-wide">
          <section class="card stack">
            <p>
              <Chip tone={TONES[page.state]} icon={MARKS[page.state]}>
                {t(page.state)}
              </Chip>
            </p>
            <p class="muted">{[page.region, page.district].filter(Boolean).join(" · ")}</p>
            <p>{page.heard_at ? t("heard", { time: moment(page.heard_at) }) : t("heardNever")}</p>
          </section>
          <Findings page={page} />
          <Facts page={page} />
          <Boxes page={page} mayAct={mayAct} onDone={() => void look()} />
          {mayAct && <KitCard page={page} onDone={() => void look()} />}
          <Deliveries page={page} />
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

function Findings({ page }: { page: SchoolPage }) {
  if (page.version === null) return null;
  return (
    <section class="card stack">
      <h2>{t("findings")}</h2>
      {page.findings.length === 0 && <p>{t("fine")}</p>}
      {page.findings.map((one) => (
        <Notice key={one.code} tone={one.level === "bad" ? "bad" : one.level === "warning" ? "warn" : "neutral"} icon={one.level === "bad" ? "alert" : "info"}>
          <p>{one.what}</p>
          {one.advice && <p class="small">{one.advice}</p>}
        </Notice>
      ))}
    </section>
  );
}

function Facts({ page }: { page: SchoolPage }) {
  if (page.version === null) return null;
  const lines = [
    `${t("version")}: ${page.version}`,
    t("disk", { free: size(page.disk_free ?? 0), total: size(page.disk_total ?? 0) }),
    page.certificate_ends ? t("certificate", { time: day(page.certificate_ends) }) : t("noCertificate"),
    page.copied_at ? t("copied", { time: moment(page.copied_at) }) : t("notCopied"),
    ofSchool(page),
    t("waits", { n: page.waiting_operations ?? 0, size: size(page.waiting_bytes ?? 0) }),
    t("lessons", { held: page.lessons_held ?? 0, planned: page.lessons_planned ?? 0 }),
    t("receipts", { receipts: page.receipts ?? 0, held: page.held ?? 0 }),
  ];
  return (
    <section class="card stack">
      <h2>{t("facts")}</h2>
      <ul class="console-facts">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

function Boxes({ page, mayAct, onDone }: { page: SchoolPage; mayAct: boolean; onDone: () => void }) {
  const [sure, setSure] = useState("");
  const stop = async (node: string): Promise<void> => {
    try {
      await shutOut(page.school, node);
      toast(t("done"));
    } catch (error) {
      toast(t(refusalOf(error)));
    }
    setSure("");
    onDone();
  };
  return (
    <section class="card stack">
      <h2>{t("box")}</h2>
      {page.nodes.length === 0 && <p>{t("noBox")}</p>}
      {page.nodes.map((one) => (
        <div key={one.node} class="stack">
          <p>
            <code>{one.node}</code> · {one.revoked_at ? t("shutOut", { time: moment(one.revoked_at) }) : t("joined", { time: moment(one.added_at) })}
          </p>
          {one.twins && (
            <Notice tone="bad" icon="alert">
              {t("twins")}
            </Notice>
          )}
          <p class="small">{ofBox(one)}</p>
          {mayAct && !one.revoked_at && (
            <Button kind={sure === one.node ? "danger" : "quiet"} icon="close" onClick={() => (sure === one.node ? void stop(one.node) : setSure(one.node))}>
              {t(sure === one.node ? "stopSure" : "stop")}
            </Button>
          )}
        </div>
      ))}
    </section>
  );
}

function Deliveries({ page }: { page: SchoolPage }) {
  return (
    <section class="card stack">
      <h2>{t("deliveries")}</h2>
      {page.deliveries.length === 0 && <p>{t("noDeliveries")}</p>}
      <ul class="console-facts">
        {page.deliveries.map((one) => (
          <li key={`${one.course}-${one.edition}`}>
            {one.title ?? one.course}, {t("edition", { n: one.edition })} · {t(one.state)}
          </li>
        ))}
      </ul>
    </section>
  );
}
