/** On the teacher's first screen: the lesson that runs, or the one that nobody has written up. */
import { current } from "../../planning/day.ts";
import { Icon } from "../../ui/Icon.tsx";
import { myLessons, schoolNow } from "./teaching.ts";
import { placeOf, ProgressChip, timeOf } from "./words.tsx";
import "./journal.css";

export function NowCard() {
  const lesson = current(myLessons(schoolNow.value.day));
  if (!lesson) return null;
  return (
    <a class="now-card" href="/journal">
      <span class="day-row-text">
        <b>{placeOf(lesson)}</b>
        <span class="muted">{timeOf(lesson)}</span>
        {/* Below the words: beside them «not in the journal» cut a subject's name into pieces. */}
        <span>
          <ProgressChip lesson={lesson} />
        </span>
      </span>
      <Icon name="next" small />
    </a>
  );
}
