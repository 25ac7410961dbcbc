/** Releases of Tirek that the hub has published: how far schools are with each, and publishing one. */
import { useState } from "preact/hooks";

import { ApiProblem } from "../../data/http.ts";
import { t, whyText } from "../../i18n/releases.ts";
import { day, size } from "../../i18n/time.ts";
import { EmptyState, Notice } from "../../ui/bits.tsx";
import { Page } from "../../ui/Page.tsx";
import { toast } from "../../ui/toast.tsx";
import { FileChoice } from "../planning/FileChoice.tsx";
import { Answer } from "../reports/Answer.tsx";
import { useAnswer } from "../reports/useAnswer.ts";
import { OfferedRow } from "./OfferedRow.tsx";
import { type Reach, reachOf, useSummary } from "./reach.ts";
import { HOME, offerRelease, type PublishedRelease, publishRelease, withdrawRelease } from "./releases.ts";
import "./console.css";

export default function ReleasesScreen() {
  const summary = useSummary();
  const releases = useAnswer<{ releases: readonly PublishedRelease[] }>(HOME);
  return (
    <Page title={t("title")} back="/console" wide>
      <Answer of={summary}>
        {(told) => {
          // Programs are the whole country's matter, whatever else an operator of a region publishes.
          const reach = { ...reachOf(told), publishes: reachOf(told).publishes && told.region === "" };
          return (
            <div class="stack-wide">
              {reach.publishes ? <NewRelease onDone={releases.again} /> : <p class="muted">{t("text")}</p>}
              <Answer of={releases}>
                {({ releases: found }) =>
                  found.length === 0 ? (
                    <EmptyState icon="refresh" title={t("none")} text={reach.publishes ? t("noneMore") : ""} />
                  ) : (
                    <ul class="card console-list">
                      {found.map((one) => (
                        <ReleaseRow key={one.release} release={one} reach={reach} onDone={releases.again} />
                      ))}
                    </ul>
                  )
                }
              </Answer>
            </div>
          );
        }}
      </Answer>
    </Page>
  );
}

function NewRelease({ onDone }: { onDone: () => void }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const choose = async (file: File): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await publishRelease(file);
      toast(t("taken"));
      onDone();
    } catch (error) {
      setFailure(error instanceof ApiProblem ? t("refused") : t("away"));
    }
    setBusy(false);
  };
  if (busy) return <p role="status">{t("sending")}</p>;
  return (
    <>
      <FileChoice lead={t("text")} label={t("choose")} accept=".release" onChoose={(file) => void choose(file)} />
      {failure && (
        <Notice tone="warn" icon="alert" alert>
          <p>{failure}</p>
        </Notice>
      )}
    </>
  );
}

function ReleaseRow({ release, reach, onDone }: { release: PublishedRelease; reach: Reach; onDone: () => void }) {
  const { stages, failing, architecture } = release;
  const machine = architecture === "amd64" || architecture === "arm64" ? t(`machine_${architecture}`) : architecture;
  return (
    <OfferedRow
      record={`release~${release.release}`}
      title={release.version}
      lines={[
        [machine, size(release.bytes), t("published", { time: day(release.published_at) })].join(" · "),
        t("stages", { schools: release.schools, ...stages }),
        failing.length > 0 ? `${t("failing")}: ${failing.map((one) => `${one.name} (${whyText(one.reason)})`).join(", ")}` : "",
      ]}
      audience={release.audience}
      schools={release.schools}
      reach={reach}
      warning={t("gone")}
      nobody={{ text: t("nobody"), offer: t("offer") }}
      onOffer={(audience) => offerRelease(release.release, audience)}
      onWithdraw={() => withdrawRelease(release.release)}
      onDone={onDone}
    />
  );
}
