/** For those who lead the school: orders by which lessons are not held there. */
import { useState } from "preact/hooks";

import { type ClosureDoc, records, recordsReady } from "../../data/records.ts";
import { lastContact } from "../../data/exchange.ts";
import { t } from "../../i18n/closures.ts";
import { t as core } from "../../i18n/core.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Page } from "../../ui/Page.tsx";
import { schoolNow } from "../journal/teaching.ts";
import { LEADING, ledSchool } from "../people/led.ts";
import { period } from "../pupil/Closures.tsx";
import { ClosureSheet } from "./ClosureSheet.tsx";
import { standing, STANDINGS } from "./model.ts";
import "./closures.css";


export default function ClosuresScreen() {
  const [open, setOpen] = useState<ClosureDoc | "new" | null>(null);
  const school = ledSchool(LEADING);
  const today = schoolNow.value.day;
  const all = records.list("closure").value.filter((one) => one.school === school).sort((a, b) => (a.starts_on < b.starts_on ? -1 : 1));
  const isUnknown = all.length === 0 && lastContact.value === null;
  return (
    <Page title={t("title")} back="/admin">
      {!recordsReady.value ? (
        <Loading label={core("loading")} />
      ) : school === "" ? (
        <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")} />
      ) : (
        <div class="stack-wide">
          <p class="muted">{t("lead")}</p>
          <Button kind="primary" icon="plus" block onClick={() => setOpen("new")}>
            {t("add")}
          </Button>
          {all.length === 0 && <EmptyState icon="school" title={t(isUnknown ? "unknown" : "none")} text={t(isUnknown ? "unknownText" : "noneText")} />}
          {STANDINGS.map((which) => {
            const found = all.filter((one) => standing(one, today) === which);
            if (which === "past") found.reverse();
            return found.length === 0 ? null : (
              <section key={which} class="stack">
                <h2>{t(which)}</h2>
                {found.map((one) => (
                  <Row key={one.id} closure={one} onOpen={() => setOpen(one)} />
                ))}
              </section>
            );
          })}
        </div>
      )}
      {open && <ClosureSheet school={school} before={open === "new" ? null : open} today={today} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function Row({ closure, onOpen }: { closure: ClosureDoc; onOpen: () => void }) {
  const classes = closure.classes.map((id) => records.get("class", id)?.label ?? "…").join(", ");
  const about = [t(closure.reason), closure.order && t("orderOf", { order: closure.order }), classes || t("all")].filter(Boolean).join(" · ");
  return (
    <button type="button" class="card closure-row" onClick={onOpen}>
      <span class="row-grow">
        <b>{period(closure.starts_on, closure.ends_on)}</b>
        <span class="small muted">{about}</span>
      </span>
      <Icon name="next" small />
    </button>
  );
}
