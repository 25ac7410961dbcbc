/** Who a pupil's parents are: a leader of the school links one, or ends a link that is wrong or over. */
import { useState } from "preact/hooks";

import { compareKazakh } from "../../i18n/collate.ts";
import { t } from "../../i18n/people.ts";
import { Button } from "../../ui/Button.tsx";
import { Field, noteId } from "../../ui/Field.tsx";
import { toast } from "../../ui/toast.tsx";
import { fits, isFor, type Listed, matches, NAME, nameOf } from "./model.ts";
import { addParent, linkParent, partParent } from "./server.ts";

interface ParentsProps {
  readonly one: Listed;
  readonly all: readonly Listed[];
  /** Class teachers look; leaders of the school change. */
  readonly mayChange: boolean;
  /** Something has changed on the server. */
  readonly onChanged: () => void;
}

export function Parents({ one, all, mayChange, onChanged }: ParentsProps) {
  const [busy, setBusy] = useState(false);
  const [adding, setAdding] = useState(false);
  const parents = all.filter((other) => isFor(other, "parent", one.id)).sort((a, b) => compareKazakh(nameOf(a), nameOf(b)));
  const settle = (work: Promise<void>, said: () => void): void => {
    setBusy(true);
    work.then(
      () => {
        said();
        setAdding(false);
        onChanged();
        setBusy(false);
      },
      () => {
        toast(t("failed"));
        setBusy(false);
      },
    );
  };
  const link = (person: string): void => settle(linkParent(one.id, person), () => toast(t("parentAdded")));
  const end = (other: Listed): void =>
    settle(partParent(one.id, other.id), () => toast(t("parentEnded", { name: nameOf(other) }), { label: t("undo"), run: () => link(other.id) }));
  return (
    <section class="stack" aria-label={t("parents")}>
      <h3>{t("parents")}</h3>
      <p class="small muted">{t(parents.length === 0 ? "parentNone" : "parentMore")}</p>
      {parents.length > 0 && (
        <ul class="people-list">
          {parents.map((other) => (
            <li key={other.id} class="people-device">
              <span class="people-text">
                <b>{nameOf(other)}</b>
                <span>{other.login ?? t("noLogin")}</span>
              </span>
              {mayChange && (
                <Button kind="danger" busy={busy} onClick={() => end(other)}>
                  {t("parentEnd")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange &&
        (adding ? (
          <Adding
            one={one}
            all={all}
            busy={busy}
            onLink={link}
            onNew={(named) => settle(addParent(one.id, named), () => toast(t("parentAdded")))}
          />
        ) : (
          <Button kind="quiet" icon="plus" block onClick={() => setAdding(true)}>
            {t("parentAdd")}
          </Button>
        ))}
    </section>
  );
}

/** Adults shown at once while a name is typed. */
const SHOWN = 5;

interface AddingProps {
  readonly one: Listed;
  readonly all: readonly Listed[];
  readonly busy: boolean;
  readonly onLink: (person: string) => void;
  readonly onNew: (named: { family_name: string; given_name: string }) => void;
}

function Adding({ one, all, busy, onLink, onNew }: AddingProps) {
  const [family, setFamily] = useState("");
  const [given, setGiven] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const typed = `${family} ${given}`.trim();
  const known =
    typed === ""
      ? []
      : all
          .filter((other) => !fits(other, "pupils") && other.kept === null && !isFor(other, "parent", one.id) && matches(other, typed))
          .sort((a, b) => compareKazakh(nameOf(a), nameOf(b)))
          .slice(0, SHOWN);
  const child = (other: Listed): string =>
    all
      .filter((pupil) => isFor(other, "parent", pupil.id))
      .map(nameOf)
      .join(", ");
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const named = NAME.test(family.trim()) && NAME.test(given.trim());
        setWrong(named ? null : t("nameWrong"));
        if (named && !busy) onNew({ family_name: family.trim(), given_name: given.trim() });
      }}
    >
      <Field id="parent-family" label={t("familyName")}>
        <input id="parent-family" class="input" autocomplete="off" value={family} aria-describedby={noteId("parent-family")} onInput={(event) => setFamily(event.currentTarget.value)} />
      </Field>
      <Field id="parent-given" label={t("givenName")} error={wrong}>
        <input id="parent-given" class="input" autocomplete="off" value={given} aria-describedby={noteId("parent-given")} onInput={(event) => setGiven(event.currentTarget.value)} />
      </Field>
      {known.length > 0 && (
        <div>
          <h4 class="field-label">{t("parentKnown")}</h4>
          <ul class="people-list">
            {known.map((other) => (
              <li key={other.id}>
                <button type="button" class="people-row" disabled={busy} onClick={() => onLink(other.id)}>
                  <span class="people-text">
                    <b>{nameOf(other)}</b>
                    <span>{[child(other), other.login].filter(Boolean).join(" · ")}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Button type="submit" icon="plus" block busy={busy}>
        {t("parentNew")}
      </Button>
    </form>
  );
}
