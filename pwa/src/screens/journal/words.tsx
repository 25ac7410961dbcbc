/** What a lesson of the day is called: its time, its place and what became of it. */
import { records } from "../../data/records.ts";
import { t } from "../../i18n/journal.ts";
import type { DayLesson, Progress } from "../../planning/day.ts";
import { subjectName } from "../../planning/school.ts";
import { Chip, type Tone } from "../../ui/bits.tsx";

const WORDS: Readonly<Record<Progress, "lessonNow" | "lessonMissing" | "lessonLater" | "lessonHeld" | "lessonCancelled">> = {
  now: "lessonNow",
  missing: "lessonMissing",
  later: "lessonLater",
  held: "lessonHeld",
  cancelled: "lessonCancelled",
};
const TONES: Readonly<Record<Progress, Tone>> = { now: "accent", missing: "warn", later: "neutral", held: "good", cancelled: "neutral" };

export function ProgressChip({ lesson }: { lesson: DayLesson }) {
  return <Chip tone={TONES[lesson.progress]}>{t(WORDS[lesson.progress])}</Chip>;
}

/** «5 Ә · Математика»; classes and subjects of a joined lesson each once. */
export function placeOf(lesson: DayLesson): string {
  const classes = new Set(lesson.lines.map(({ line }) => records.get("class", line.class)?.label ?? "…"));
  const subjects = new Set(lesson.lines.map(({ line }) => subjectName(line.subject)));
  return `${[...classes].join(", ")} · ${[...subjects].join(", ")}`;
}

/** «2-сабақ, 09:25–10:10» */
export function timeOf(lesson: DayLesson): string {
  const number = t("lessonNumber", { n: lesson.slot.bell });
  return lesson.starts === null ? number : `${number}, ${lesson.starts}–${lesson.ends ?? ""}`;
}
