/** `/admin/moves`: who has left, which school took the file, and whose file is waited for. */
import { t } from "../../i18n/transfers.ts";
import { EmptyState } from "../../ui/bits.tsx";
import { Page } from "../../ui/Page.tsx";
import { Answer } from "../reports/Answer.tsx";
import { ClaimCard, OfferCard, useMoves } from "./Moves.tsx";

export default function MovesScreen() {
  const moves = useMoves();
  return (
    <Page title={t("moves")} back="/admin/people">
      <Answer of={moves}>
        {({ offers, claims }) =>
          offers.length + claims.length === 0 ? (
            <EmptyState icon="people" title={t("noMoves")} />
          ) : (
            <div class="stack-wide">
              {claims.length > 0 && (
                <section class="stack" aria-labelledby="awaited-title">
                  <h2 id="awaited-title">{t("awaited")}</h2>
                  {claims.map((one) => (
                    <div key={one.id} class="card stack">
                      <h3>
                        <a href={`/transfer/${encodeURIComponent(one.person)}`}>{one.name}</a>
                      </h3>
                      <ClaimCard one={one} onGone={moves.again} />
                    </div>
                  ))}
                </section>
              )}
              {offers.length > 0 && (
                <section class="stack" aria-labelledby="gone-title">
                  <h2 id="gone-title">{t("gone")}</h2>
                  {offers.map((one) => (
                    <div key={one.id} class="card stack">
                      <h3>
                        <a href={`/transfer/${encodeURIComponent(one.person)}`}>{one.name}</a>
                      </h3>
                      <OfferCard one={one} />
                    </div>
                  ))}
                </section>
              )}
            </div>
          )
        }
      </Answer>
    </Page>
  );
}
