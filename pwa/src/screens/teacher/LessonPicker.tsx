/** Choosing the lesson of a task: the likely ones at hand, all others behind one search. */
import { useState } from "preact/hooks";

import type { CourseDoc, CourseLesson } from "../../data/records.ts";
import { t } from "../../i18n/assigning.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Sheet } from "../../ui/Sheet.tsx";
import { hitsOf, useTextSearch } from "../common/textSearch.ts";
import { findLessons, type LessonChoice } from "./model/lessons.ts";

/** Lessons shown without a search: few enough to keep class and due time on the same screen. */
const AT_HAND = 3;
/** Rows of one search: more than a screenful, less than an old phone would stutter at. */
const MOST_FOUND = 60;

interface LessonPickerProps {
  readonly choices: readonly LessonChoice[];
  readonly chosen: string | null;
  readonly onChoose: (course: CourseDoc | null, lesson: CourseLesson | null) => void;
}

export function LessonPicker({ choices, chosen, onChoose }: LessonPickerProps) {
  const [searching, setSearching] = useState(false);
  const current = choices.find(({ lesson }) => lesson.id === chosen);
  if (current) {
    return (
      <div class="desk-row desk-chosen">
        <Icon name="book" />
        <LessonText choice={current} />
        <IconButton icon="close" label={t("lessonNone")} onClick={() => onChoose(null, null)} />
      </div>
    );
  }
  const pick = ({ course, lesson }: LessonChoice): void => {
    setSearching(false);
    onChoose(course, lesson);
  };
  return (
    <div class="stack">
      <ul class="desk-list">
        {choices.slice(0, AT_HAND).map((choice) => (
          <LessonRow key={choice.lesson.id} choice={choice} onPick={pick} />
        ))}
      </ul>
      {choices.length > AT_HAND ? (
        <Button kind="quiet" icon="search" block onClick={() => setSearching(true)}>
          {t("lessonsAll")}
        </Button>
      ) : null}
      {searching ? <Search choices={choices} onPick={pick} onClose={() => setSearching(false)} /> : null}
    </div>
  );
}

function Search({ choices, onPick, onClose }: { choices: readonly LessonChoice[]; onPick: (choice: LessonChoice) => void; onClose: () => void }) {
  const [query, setQuery] = useState("");
  const texts = useTextSearch(query);
  const titled = findLessons(choices, query);
  // Lessons that only say the word inside come after those that have it in their title.
  const inside = query.trim() === "" ? [] : hitsOf(texts).flatMap((hit) => choices.filter((choice) => choice.lesson.id === hit.lesson && !titled.includes(choice)));
  const found = [...titled, ...inside].slice(0, MOST_FOUND);
  return (
    <Sheet title={t("lessonsAll")} onClose={onClose}>
      <div class="stack">
        <input class="input" type="search" aria-label={t("lessonSearch")} placeholder={t("lessonSearch")} value={query} onInput={(event) => setQuery(event.currentTarget.value)} />
        {found.length === 0 ? <p class="muted">{t("lessonsNothing")}</p> : null}
        <ul class="desk-list">
          {found.map((choice) => (
            <LessonRow key={choice.lesson.id} choice={choice} onPick={onPick} />
          ))}
        </ul>
      </div>
    </Sheet>
  );
}

function LessonRow({ choice, onPick }: { choice: LessonChoice; onPick: (choice: LessonChoice) => void }) {
  return (
    <li>
      <button type="button" class="desk-row" onClick={() => onPick(choice)}>
        <Icon name="book" />
        <LessonText choice={choice} />
        <Icon name="plus" small />
      </button>
    </li>
  );
}

function LessonText({ choice }: { choice: LessonChoice }) {
  return (
    <span class="desk-row-text" lang={choice.course.language}>
      <b>{choice.lesson.title}</b>
      <span>{choice.course.title}</span>
    </span>
  );
}
