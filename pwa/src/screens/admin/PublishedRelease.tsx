/** The release that the hub has published for this box: where it is, when it is taken, and what became of it. */
import { useEffect, useState } from "preact/hooks";

import { askMine } from "../../data/asking.ts";
import { t, whyText } from "../../i18n/releases.ts";
import { date, noon } from "../../i18n/time.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";

/** GET /api/v1/upgrades/published. */
interface Standing {
  readonly stage: "nothing" | "coming" | "here" | "switching" | "failed" | "taken";
  readonly version: string | null;
  readonly reason: string | null;
  readonly now: boolean;
  readonly not_before: string | null;
}

const PATH = "/api/v1/upgrades/published";

export function PublishedRelease() {
  const [seen, setSeen] = useState<Standing | null>(null);
  const [sure, setSure] = useState(false);
  useEffect(() => {
    // Directors may look at the page and have no say in this: then there is nothing to show.
    askMine<Standing>(PATH).then(setSeen, () => null);
  }, []);
  if (!seen || seen.stage === "nothing" || seen.version === null) return null;
  const say = async (now: boolean, until: string | null): Promise<void> => {
    try {
      setSeen(await askMine<Standing>(PATH, { method: "PUT", json: { now, not_before: until } }));
      toast(t("saved"));
    } catch {
      toast(t("failed"));
    }
    setSure(false);
  };
  const { stage } = seen;
  const open = stage === "coming" || stage === "here" || stage === "failed";
  return (
    <section class="card stack">
      <h2>{t("mine")}</h2>
      <Notice tone={stage === "failed" ? "warn" : stage === "taken" ? "good" : "neutral"} icon={stage === "failed" ? "alert" : stage === "taken" ? "check" : "clock"}>
        <p>{sentence(seen, seen.version)}</p>
        {seen.reason && <p>{t("why", { why: whyText(seen.reason) })}</p>}
      </Notice>
      {open && !seen.now && (
        <>
          {stage !== "coming" && (
            <Button kind={sure ? "primary" : "soft"} onClick={() => (sure ? void say(true, null) : setSure(true))}>
              {t(sure ? "nowSure" : stage === "failed" ? "nowAgain" : "now")}
            </Button>
          )}
          {stage !== "failed" && (
            <Field id="release-later" label={t("later")}>
              <input id="release-later" class="input" type="date" aria-describedby={noteId("release-later")} value={seen.not_before ?? ""} onChange={(event) => void say(false, event.currentTarget.value || null)} />
            </Field>
          )}
          {seen.not_before && stage !== "failed" && (
            <Button kind="quiet" onClick={() => void say(false, null)}>
              {t("laterNone")}
            </Button>
          )}
        </>
      )}
    </section>
  );
}

function sentence(seen: Standing, version: string): string {
  if (seen.stage === "failed") return t("failedMine", { version });
  if (seen.stage === "taken") return t("doneMine", { version });
  if (seen.stage === "switching") return t("switching", { version });
  if (seen.stage === "coming") return t("coming", { version });
  if (seen.now) return t("hereNow", { version });
  return seen.not_before ? t("hereLater", { version, day: date(noon(seen.not_before)) }) : t("here", { version });
}
