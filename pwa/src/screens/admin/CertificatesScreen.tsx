/** By which addresses this server can be opened, by whom, until when, and what to do about it. */
import { t } from "../../i18n/certificates.ts";
import { date } from "../../i18n/time.ts";
import { Chip } from "../../ui/bits.tsx";
import { LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { Answer } from "../reports/Answer.tsx";
import { useAnswer } from "../reports/useAnswer.ts";
import { adviceOf, type Certificates, type Rung } from "./certificates.ts";

const WHO = { named: "namedWho", local: "localWho", plain: "plainWho" } as const;
const TONES = { ok: "good", soon: "warn", over: "bad", none: "neutral" } as const;

export default function CertificatesScreen() {
  const asked = useAnswer<Certificates>("/api/v1/certificates");
  return (
    <Page title={t("title")} back="/admin">
      <div class="stack-wide">
        <p class="muted">{t("text")}</p>
        <Answer of={asked}>
          {(found) => (
            <>
              {found.rungs.map((one) => (
                <Way key={one.rung} all={found} way={one} />
              ))}
            </>
          )}
        </Answer>
      </div>
    </Page>
  );
}

function Way({ all, way }: { all: Certificates; way: Rung }) {
  const advice = adviceOf(all, way);
  return (
    <section class="card stack" aria-label={t(way.rung)}>
      <h2>{t(way.rung)}</h2>
      <div>
        <Chip tone={TONES[way.state]}>{t(way.state)}</Chip>
      </div>
      <p>{t(WHO[way.rung])}</p>
      {way.addresses.length > 0 && (
        <ul>
          {way.addresses.map((one) => (
            <li key={one}>
              <a href={one}>{one}</a>
            </li>
          ))}
        </ul>
      )}
      {way.until && <p class="small">{way.state === "over" ? t("ended", { when: date(way.until) }) : t("until", { when: date(way.until), n: way.days_left ?? 0 })}</p>}
      {way.issuer && <p class="small muted">{t("by", { issuer: way.issuer })}</p>}
      {advice && <p class="small">{t(advice)}</p>}
      {way.rung === "local" && way.state === "ok" && (
        <LinkButton kind="plain" href="/connect/device">
          {t("do_device")}
        </LinkButton>
      )}
    </section>
  );
}
