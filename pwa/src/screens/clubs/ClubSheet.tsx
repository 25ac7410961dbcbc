/** A club or an elective is opened, changed or closed. */
import { useState } from "preact/hooks";

import { t } from "../../i18n/clubKeeping.ts";
import { Button } from "../../ui/Button.tsx";
import { Choices, Field, noteId } from "../../ui/Field.tsx";
import { FormSheet } from "../../ui/FormSheet.tsx";
import { toast } from "../../ui/toast.tsx";
import { type Listed, nameOf } from "../people/model.ts";
import { Pills } from "../teacher/Pills.tsx";
import { NAME_CHARACTERS } from "./model.ts";
import { type ClubDraft, dropClub, saveClub } from "./writing.ts";

const NEW: ClubDraft = { kind: "club", name: "", about: "", leaders: [], percent: 80, switched_percent: 65, test: true, least: 0, join_by: null };
/** People who lead one club, at most: as server/clubs/limits.py has it. */
const LEADERS = 4;
/** The most that may be asked for: as there. */
const LEAST_MEMBERS = 200;

interface SheetProps {
  readonly school: string;
  readonly id: string | null;
  readonly before: ClubDraft | null;
  readonly staff: readonly Listed[];
  readonly onClose: () => void;
}

export function ClubSheet({ school, id, before, staff, onClose }: SheetProps) {
  const known: ClubDraft | null = before && { kind: before.kind, name: before.name, about: before.about, leaders: before.leaders, percent: before.percent, switched_percent: before.switched_percent, test: before.test, least: before.least, join_by: before.join_by };
  const [draft, setDraft] = useState<ClubDraft>(known ?? NEW);
  const change = (some: Partial<ClubDraft>): void => setDraft({ ...draft, ...some });
  const choose = (person: string): void => change({ leaders: draft.leaders.includes(person) ? draft.leaders.filter((one) => one !== person) : [...draft.leaders, person].slice(-LEADERS) });
  const whole = (text: string): number => Math.min(100, Math.max(0, Math.round(Number(text)) || 0));
  const save = async (): Promise<void> => saveClub(school, id, known, draft);
  const close = async (club: string): Promise<void> => {
    try {
      await dropClub(school, club);
      onClose();
    } catch {
      toast(t("notSaved"));
    }
  };
  const more = id !== null && (
    <Button kind="quiet" icon="trash" block onClick={() => void close(id)}>
      {t("close")}
    </Button>
  );
  return (
    <FormSheet title={t(id === null ? "newClub" : "edit")} action={t("save")} failed={t("notSaved")} fault={draft.name.trim() === "" || draft.leaders.length === 0} onSave={save} onClose={onClose} more={more}>
      {(tried) => (
        <>
          <Choices name="club-kind" legend={t("kind")} value={draft.kind} options={(["club", "elective"] as const).map((value) => ({ value, label: t(value) }))} onChoose={(kind) => change({ kind })} />
          <Field id="club-name" label={t("name")} error={tried && draft.name.trim() === "" ? t("nameMissing") : null}>
            <input id="club-name" class="input" maxLength={NAME_CHARACTERS} aria-describedby={noteId("club-name")} value={draft.name} onInput={(event) => change({ name: event.currentTarget.value })} />
          </Field>
          <Field id="club-about" label={t("about")}>
            <input id="club-about" class="input" maxLength={NAME_CHARACTERS} aria-describedby={noteId("club-about")} value={draft.about} onInput={(event) => change({ about: event.currentTarget.value })} />
          </Field>
          <div>
            <p class="field-label">{t("leaders")}</p>
            <Pills legend={t("leaders")} several options={staff.map((one) => ({ value: one.id, label: nameOf(one) }))} chosen={(one) => draft.leaders.includes(one)} onChoose={choose} />
            {tried && draft.leaders.length === 0 && (
              <p class="field-error" role="alert">
                {t("leadersMissing")}
              </p>
            )}
          </div>
          <Field id="club-least" label={t("least")} hint={t("leastHint")}>
            <input id="club-least" class="input" type="number" inputMode="numeric" min={0} max={LEAST_MEMBERS} aria-describedby={noteId("club-least")} value={draft.least} onInput={(event) => change({ least: Math.min(LEAST_MEMBERS, Math.max(0, Math.round(Number(event.currentTarget.value)) || 0)) })} />
          </Field>
          <Field id="club-join" label={t("joinBy")} hint={t("joinByHint")}>
            <input id="club-join" class="input" type="date" aria-describedby={noteId("club-join")} value={draft.join_by ?? ""} onChange={(event) => change({ join_by: event.currentTarget.value || null })} />
          </Field>
          {draft.kind === "elective" && (
            <>
              <Field id="club-percent" label={t("percent")}>
                <input id="club-percent" class="input" type="number" inputMode="numeric" min={0} max={100} aria-describedby={noteId("club-percent")} value={draft.percent} onInput={(event) => change({ percent: whole(event.currentTarget.value) })} />
              </Field>
              <Field id="club-switched" label={t("switched")}>
                <input id="club-switched" class="input" type="number" inputMode="numeric" min={0} max={100} aria-describedby={noteId("club-switched")} value={draft.switched_percent} onInput={(event) => change({ switched_percent: whole(event.currentTarget.value) })} />
              </Field>
              <label class="row">
                <input type="checkbox" checked={draft.test} onChange={(event) => change({ test: event.currentTarget.checked })} />
                <span>{t("withTest")}</span>
              </label>
            </>
          )}
        </>
      )}
    </FormSheet>
  );
}
