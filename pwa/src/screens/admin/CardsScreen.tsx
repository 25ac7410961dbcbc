/** Login cards on sheets of A4, black on white, eight to a sheet, and the same as CSV. */
import { useEffect } from "preact/hooks";

import { lang } from "../../i18n/index.ts";
import { t } from "../../i18n/people.ts";
import { EmptyState, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sign } from "../people/Sign.tsx";
import { inOrder, made, sheets, type LoginCard } from "../people/cards.ts";
import { csv } from "../people/model.ts";
import "../people/people.css";
import "./cards.css";

export default function CardsScreen() {
  const found = made.value;
  // Whoever leaves the page has had the passwords; they stay in no history.
  useEffect(() => () => void (made.value = null), []);
  if (!found) {
    return (
      <Page title={t("cardsTitle")} back="/">
        <EmptyState icon="info" title={t("cardsGone")} text={t("cardsGoneMore")} />
      </Page>
    );
  }
  const secret = found.cards.some((card) => card.password !== null || card.pin !== null);
  return (
    <Page title={t("cardsTitle")} back={found.back}>
      <div class="stack-wide cards-screen">
        <div class="stack cards-head">
          {secret && <Notice icon="info">{t("cardsOnce")}</Notice>}
          {/\/\/(localhost|127\.|\[::1\])/.test(found.address) && (
            <Notice tone="warn" icon="alert">
              {t("localhost")}
            </Notice>
          )}
          <div class="cards-actions">
            <Button kind="primary" icon="file" block onClick={() => window.print()}>
              {t("print")}
            </Button>
            <Button icon="download" block onClick={() => saveCsv(found.cards, found.address)}>
              {t("csv")}
            </Button>
          </div>
        </div>
        {sheets(found.cards).map((sheet, at) => (
          <ul key={at} class="card-sheet" lang={lang.value}>
            {sheet.map((card) => (
              <Printed key={card.person} card={card} address={found.address} />
            ))}
          </ul>
        ))}
      </div>
    </Page>
  );
}

function Printed({ card, address }: { card: LoginCard; address: string }) {
  return (
    <li class="login-card">
      <div class="login-card-text">
        <p class="login-card-name">{card.name}</p>
        {card.class_label !== "" && <p class="login-card-class">{card.class_label}</p>}
        <dl>
          <dt>{t("card_login")}</dt>
          <dd>{card.login ?? "—"}</dd>
          {card.password !== null && (
            <>
              <dt>{t("card_password")}</dt>
              <dd>{card.password}</dd>
            </>
          )}
          {card.pin !== null && (
            <>
              <dt>{t("card_pin")}</dt>
              <dd class="login-card-pin">
                {Array.from(card.pin, (digit, at) => (
                  <span key={at}>
                    <Sign digit={Number(digit)} />
                    {digit}
                  </span>
                ))}
              </dd>
            </>
          )}
        </dl>
        <p class="login-card-how">
          {t("card_how")} <b>{address.replace(/^https?:\/\//, "")}</b>
        </p>
        <p class="login-card-how">{t("card_mine")}</p>
      </div>
      <svg class="login-card-code" viewBox={`0 0 ${card.code.size} ${card.code.size}`} role="img" aria-label={`QR: ${card.name}`}>
        <rect width={card.code.size} height={card.code.size} fill="#fff" />
        <path d={card.code.path} stroke="#000" />
      </svg>
    </li>
  );
}

function saveCsv(cards: readonly LoginCard[], address: string): void {
  const head = ["name", "class", "login", "password", "pin", "address"];
  const rows = inOrder(cards).map((card) => [card.name, card.class_label, card.login ?? "", card.password ?? "", card.pin ?? "", address]);
  const url = URL.createObjectURL(new Blob([csv([head, ...rows])], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "tirek-logins.csv";
  link.click();
  URL.revokeObjectURL(url);
}
