/** A sheet for the wall: join the Wi-Fi, open the app. */
import { type Signal, useSignal } from "@preact/signals";

import { t } from "../../i18n/setup.ts";
import { Button } from "../../ui/Button.tsx";
import { Card } from "../../ui/Card.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { CodeImage } from "./CodeImage.tsx";
import { asked, type Poster, troubleOf } from "./model.ts";
import { printSheet } from "./printing.ts";
import { Wrong } from "./Wrong.tsx";

export function PosterCard({ token, addresses }: { token: string | null; addresses: readonly string[] }) {
  const network = useSignal("");
  const password = useSignal("");
  const address = useSignal(addresses[0] ?? location.origin);
  /** With what its codes were drawn of: the fields may say something else by now. */
  const poster = useSignal<{ codes: Poster; network: string; address: string } | null>(null);
  const wrong = useSignal<string | null>(null);
  /** What was drawn is of what stood there before: it must not be printed any more. */
  const change = (field: Signal<string>, value: string): void => {
    field.value = value;
    poster.value = null;
  };
  const show = async (): Promise<void> => {
    wrong.value = null;
    try {
      const of = { network: network.value.trim(), address: address.value };
      const codes = await asked<Poster>(token, "poster", "POST", { ...of, password: password.value });
      poster.value = { codes, ...of };
    } catch (problem) {
      wrong.value = t(troubleOf(problem));
    }
  };
  const drawn = poster.value;
  return (
    <Card>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void show();
        }}
      >
        <h2>{t("posterTitle")}</h2>
        <p>{t("posterMore")}</p>
        <Field id="network" label={t("network")}>
          <input id="network" class="input" maxLength={32} autocomplete="off" aria-describedby={noteId("network")} value={network.value} onInput={(event) => change(network, event.currentTarget.value)} />
        </Field>
        <Field id="wifi-password" label={t("wifiPassword")} hint={t("wifiHint")}>
          <input id="wifi-password" class="input" maxLength={63} autocomplete="off" autocapitalize="none" spellcheck={false} aria-describedby={noteId("wifi-password")} value={password.value} onInput={(event) => change(password, event.currentTarget.value)} />
        </Field>
        <Field id="address" label={t("address")}>
          <select id="address" class="input" aria-describedby={noteId("address")} value={address.value} onChange={(event) => change(address, event.currentTarget.value)}>
            {addresses.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </Field>
        <Button type="submit" block>
          {t("posterMake")}
        </Button>
        <Wrong text={wrong.value} />
        {drawn && (
          <>
            <section id="sheet-poster" class="box-sheet">
              {drawn.codes.wifi && (
                <>
                  <h3>{t("posterWifi")}</h3>
                  <p class="box-big">{drawn.network}</p>
                  <CodeImage code={drawn.codes.wifi} label={t("posterWifi")} />
                </>
              )}
              <h3>{t("posterOpen")}</h3>
              <p class="box-big">{drawn.address}</p>
              <CodeImage code={drawn.codes.address} label={t("posterOpen")} />
              <p>{t("posterHow")}</p>
            </section>
            <Button icon="file" block onClick={() => printSheet("sheet-poster")}>
              {t("print")}
            </Button>
          </>
        )}
      </form>
    </Card>
  );
}
