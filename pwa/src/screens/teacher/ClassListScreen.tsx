/** The class teacher's own list: cards, lost phones, a newcomer in half a minute, the class's tablets. */
import { useEffect, useState } from "preact/hooks";

import { records } from "../../data/records.ts";
import { becomeTablet } from "../../data/tablet.ts";
import { t } from "../../i18n/people.ts";
import { date, moment } from "../../i18n/time.ts";
import { go } from "../../router.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { Page } from "../../ui/Page.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { made } from "../people/cards.ts";
import { fits, type Listed, NAME, waitingCards } from "../people/model.ts";
import { PeopleList } from "../people/PeopleList.tsx";
import { addChild, askClass, askTablets, classCards, closeTablet, type Tablet, type Way, type Whose } from "../people/server.ts";
import { usePeople } from "../people/usePeople.ts";

const WAYS: readonly Way[] = ["password", "pin", "card"];

export default function ClassListScreen({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  const one = records.get("class", id);
  const back = `/t/class/${encodeURIComponent(id)}`;
  const here = `${back}/people`;
  const people = usePeople(() => askClass(id), id);
  const [sheet, setSheet] = useState<"child" | "cards" | null>(null);
  const title = one ? `${one.label} · ${t("classTitle")}` : t("classTitle");
  return (
    <Page title={title} back={back}>
      <div class="stack-wide">
        {people.all && (
          <div class="stack people-actions">
            <Button kind="primary" icon="plus" block onClick={() => setSheet("child")}>
              {t("addChild")}
            </Button>
            {people.all.length > 0 && (
              <Button icon="file" block onClick={() => setSheet("cards")}>
                {t("classCards")}
              </Button>
            )}
          </div>
        )}
        <PeopleList people={people} filters={["all", "pupils", "parents", "never", "provisional"]} mayConfirm={false} back={here} />
        {people.all && <Tablets id={id} label={one?.label ?? ""} />}
      </div>
      {sheet === "child" && <ChildSheet id={id} grades={one?.grades ?? []} back={here} onClose={() => setSheet(null)} />}
      {sheet === "cards" && people.all && <CardsSheet id={id} all={people.all} back={here} onClose={() => setSheet(null)} />}
    </Page>
  );
}

function WayChoice({ value, onChoose }: { value: Way; onChoose: (way: Way) => void }) {
  return (
    <div>
      <p class="field-label">{t("wayLegend")}</p>
      <Choices name="way" legend={t("wayLegend")} value={value} options={WAYS.map((way) => ({ value: way, label: t(`way_${way}`) }))} onChoose={onChoose} />
      <p class="field-hint">{t(value === "password" ? "passwordMore" : value === "pin" ? "pinMore" : "cardMore")}</p>
    </div>
  );
}

function CardsSheet({ id, all, back, onClose }: { id: string; all: readonly Listed[]; back: string; onClose: () => void }) {
  const pupils = all.filter((person) => fits(person, "pupils"));
  const never = pupils.filter((person) => fits(person, "never")).map((person) => person.id);
  const [sure, setSure] = useState(false);
  const [way, setWay] = useState<Way>("card");
  const [whom, setWhom] = useState<"all" | "never">(never.length > 0 ? "never" : "all");
  const [whose, setWhose] = useState<Whose>("pupil");
  const [busy, setBusy] = useState(false);
  const parents = all.filter((person) => fits(person, "parents"));
  const printed = waitingCards(whose === "parent" ? parents : pupils.filter((person) => whom === "all" || never.includes(person.id)));
  // Of others it has to be asked anew.
  const choose =
    <T,>(set: (value: T) => void) =>
    (value: T): void => {
      setSure(false);
      set(value);
    };
  const make = (): void => {
    if (printed && !sure) {
      setSure(true);
      return;
    }
    setBusy(true);
    classCards(id, whose === "parent" ? "password" : way, whose, whose === "pupil" && whom === "never" ? never : null).then(
      (cards) => {
        if (cards.cards.length === 0) {
          setBusy(false);
          toast(t("leadersHelp"));
          return;
        }
        made.value = { ...cards, back };
        go("/cards");
      },
      () => {
        setBusy(false);
        toast(t("failed"));
      },
    );
  };
  return (
    <Sheet title={t("classCards")} onClose={onClose}>
      <div class="stack-wide">
        {parents.length > 0 && (
          <Choices
            name="whose"
            legend={t("forWhose")}
            value={whose}
            options={[
              { value: "pupil", label: t("pupils") },
              { value: "parent", label: t("parents") },
            ]}
            onChoose={choose(setWhose)}
          />
        )}
        {whose === "parent" ? <p class="field-hint">{t("forParents")}</p> : <WayChoice value={way} onChoose={setWay} />}
        {whose === "pupil" && never.length > 0 && never.length < pupils.length && (
          <div>
            <p class="field-label">{t("forClass")}</p>
            <Choices
              name="whom"
              legend={t("forClass")}
              value={whom}
              options={[
                { value: "never", label: t("forNever", { n: never.length }) },
                { value: "all", label: t("forAll") },
              ]}
              onChoose={choose(setWhom)}
            />
          </div>
        )}
        {printed && sure && (
          <Notice tone="warn" icon="alert" alert>
            {t("cardsWaiting", { n: printed.n, time: moment(printed.last) })}
          </Notice>
        )}
        <Button kind="primary" icon="file" block busy={busy} onClick={make}>
          {t(printed && sure ? "makeAnyway" : "make")}
        </Button>
      </div>
    </Sheet>
  );
}

function ChildSheet({ id, grades, back, onClose }: { id: string; grades: readonly number[]; back: string; onClose: () => void }) {
  const [family, setFamily] = useState("");
  const [given, setGiven] = useState("");
  const [grade, setGrade] = useState<number | null>(grades.length === 1 ? (grades[0] ?? null) : null);
  const [way, setWay] = useState<Way>("password");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const add = (): void => {
    if (busy) return;
    const named = NAME.test(family.trim()) && NAME.test(given.trim());
    const gap = !named ? t("nameWrong") : grades.length > 1 && grade === null ? t("gradeWrong") : null;
    setWrong(gap);
    if (gap !== null) return;
    setBusy(true);
    addChild(id, { family_name: family.trim(), given_name: given.trim(), grade, way }).then(
      (cards) => {
        made.value = { ...cards, back };
        go("/cards");
      },
      () => {
        setBusy(false);
        setWrong(t("failed"));
      },
    );
  };
  return (
    <Sheet title={t("addChild")} onClose={onClose}>
      <form
        class="stack-wide"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <p class="small muted">{t("addMore")}</p>
        <Field id="family-name" label={t("familyName")}>
          <input id="family-name" class="input" autocomplete="off" value={family} aria-describedby={noteId("family-name")} onInput={(event) => setFamily(event.currentTarget.value)} />
        </Field>
        <Field id="given-name" label={t("givenName")} error={wrong}>
          <input id="given-name" class="input" autocomplete="off" value={given} aria-describedby={noteId("given-name")} onInput={(event) => setGiven(event.currentTarget.value)} />
        </Field>
        {grades.length > 1 && (
          <div>
            <p class="field-label">{t("grade")}</p>
            <Choices
              name="grade"
              legend={t("grade")}
              value={String(grade ?? "")}
              options={grades.map((one) => ({ value: String(one), label: String(one) }))}
              onChoose={(value) => setGrade(Number(value))}
            />
          </div>
        )}
        <WayChoice value={way} onChoose={setWay} />
        <Button kind="primary" type="submit" icon="check" block busy={busy}>
          {t("add")}
        </Button>
      </form>
    </Sheet>
  );
}

function Tablets({ id, label }: { id: string; label: string }) {
  const [tablets, setTablets] = useState<readonly Tablet[]>([]);
  const look = (): void => {
    askTablets(id).then(setTablets, () => undefined);
  };
  useEffect(look, [id]);
  const settled = (work: Promise<void>, said: string): void => {
    work.then(
      () => {
        toast(said);
        look();
      },
      () => toast(t("failed")),
    );
  };
  return (
    <section class="stack" aria-label={t("tablets")}>
      <h2>{t("tablets")}</h2>
      <p class="small muted">{t("tabletsMore")}</p>
      <ul class="people-list">
        {tablets.map((tablet) => (
          <li key={tablet.id} class="people-device">
            <span class="people-text">
              <b>{tablet.device || "—"}</b>
              <span>{date(tablet.issued_at)}</span>
            </span>
            <Button kind="danger" onClick={() => settled(closeTablet(id, tablet.id), t("tabletGone"))}>
              {t("tabletTake")}
            </Button>
          </li>
        ))}
      </ul>
      <Button icon="phone" block onClick={() => settled(becomeTablet(id, label), t("tabletMade", { label }))}>
        {t("tablet")}
      </Button>
    </section>
  );
}
