/** The whole class, or some of it: pupil by pupil, or a group at once. */
import { records } from "../../data/records.ts";
import { t } from "../../i18n/packets.ts";
import { dayOf } from "../../i18n/time.ts";
import { ClassNeeds } from "../inclusion/ClassNeeds.tsx";
import { now, pupilsIn } from "./desk.ts";
import { runsOn } from "./model/roster.ts";
import { Pills } from "./Pills.tsx";

interface ForWhomProps {
  readonly classId: string;
  /** null: everybody. */
  readonly learners: readonly string[] | null;
  readonly onLearners: (learners: readonly string[] | null) => void;
}

export function ForWhom({ classId, learners, onLearners }: ForWhomProps) {
  const pupils = pupilsIn(classId);
  const groups = groupsOf(pupils.map((pupil) => pupil.id));
  const nameOfGroup = (group: string, at: number): string => records.get("group", group)?.name ?? t("groupN", { n: at + 1 });
  return (
    <div>
      <div class="field-label">{t("forWhom")}</div>
      <Pills
        legend={t("forWhom")}
        options={[
          { value: "all", label: t("wholeClass") },
          { value: "some", label: t("somePupils") },
        ]}
        chosen={(value) => (value === "all") === (learners === null)}
        onChoose={(value) => onLearners(value === "all" ? null : (learners ?? []))}
      />
      {learners ? (
        <>
          {groups.length > 0 ? (
            <Pills
              legend={t("somePupils")}
              several
              options={groups.map(([group, members], at) => ({ value: String(at), label: t("group", { name: nameOfGroup(group, at), count: members.length }) }))}
              chosen={(value) => groups[Number(value)]?.[1].every((one) => learners.includes(one)) ?? false}
              onChoose={(value) => {
                const members = groups[Number(value)]?.[1] ?? [];
                const all = members.every((one) => learners.includes(one));
                onLearners(all ? learners.filter((one) => !members.includes(one)) : [...new Set([...learners, ...members])]);
              }}
            />
          ) : null}
          <Pills
            legend={t("somePupils")}
            several
            options={pupils.map((pupil) => ({ value: pupil.id, label: pupil.name }))}
            chosen={(value) => learners.includes(value)}
            onChoose={(value) => onLearners(learners.includes(value) ? learners.filter((one) => one !== value) : [...learners, value])}
          />
        </>
      ) : null}
      <ClassNeeds classId={classId} learners={learners} />
    </div>
  );
}

/** Pupils of the class by the groups they learn in today, in a steady order. */
function groupsOf(pupils: readonly string[]): [string, string[]][] {
  const day = dayOf(now.value);
  const groups = new Map<string, string[]>();
  for (const one of records.list("membership").value) {
    if (!pupils.includes(one.learner) || !runsOn(day, one.starts_on, one.ends_on)) continue;
    groups.set(one.group, [...(groups.get(one.group) ?? []), one.learner]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
