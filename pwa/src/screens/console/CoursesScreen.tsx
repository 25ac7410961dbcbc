/** National courses: how far each has come, which schools it is for, and taking it back. */
import { useEffect, useState } from "preact/hooks";

import { t as words } from "../../i18n/console.ts";
import { t } from "../../i18n/publishing.ts";
import { day } from "../../i18n/time.ts";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { LANGUAGE_NAMES } from "./AudienceForm.tsx";
import { askCourses, LANGUAGES, type NationalCourse, setAudience, type WantedCourses, withdrawCourse } from "./courses.ts";
import { askSummary, EVERYTHING, type Trouble, troubleOf } from "./model.ts";
import { OfferedRow } from "./OfferedRow.tsx";
import { type Reach, reachOf } from "./reach.ts";
import "./console.css";

const GRADES = Array.from({ length: 12 }, (_, n) => String(n));
/** Milliseconds after the last letter before a search is asked for. */
const TYPING_MS = 300;

export default function CoursesScreen() {
  const [wanted, setWanted] = useState<WantedCourses>({ language: "", grade: "", text: "" });
  const [courses, setCourses] = useState<readonly NationalCourse[] | null>(null);
  const [reach, setReach] = useState<Reach | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [again, setAgain] = useState(0);
  useEffect(() => {
    let current = true;
    const ask = async (): Promise<void> => {
      try {
        const [told, summary] = await Promise.all([askCourses(wanted), askSummary(EVERYTHING)]);
        if (!current) return;
        setCourses(told.courses);
        // A course is the whole country's: an operator of a region only looks.
        setReach({ ...reachOf(summary), publishes: summary.rights.includes("publish") && summary.region === "" });
        setTrouble(null);
      } catch (error) {
        if (current) setTrouble(troubleOf(error));
      }
    };
    const timer = setTimeout(() => void ask(), wanted.text === "" ? 0 : TYPING_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [wanted, again]);
  return (
    <Page title={t("title")} back="/console" wide>
      {courses && reach ? (
        <div class="stack-wide">
          <Filters wanted={wanted} onWant={setWanted} />
          {courses.length === 0 ? (
            <EmptyState icon="search" title={t("none")} text={t("noneMore")} />
          ) : (
            <ul class="card console-list">
              {courses.map((one) => (
                <CourseRow key={one.course} course={one} reach={reach} onDone={() => setAgain(again + 1)} />
              ))}
            </ul>
          )}
        </div>
      ) : trouble ? (
        <EmptyState icon={trouble === "away" ? "wifi-off" : "school"} title={words(trouble)} text={trouble === "away" ? words("awayMore") : ""}>
          <Button icon="refresh" onClick={() => setAgain(again + 1)}>
            {t("retry")}
          </Button>
        </EmptyState>
      ) : (
        <Loading label={t("loading")} />
      )}
    </Page>
  );
}

function Filters({ wanted, onWant }: { wanted: WantedCourses; onWant: (wanted: WantedCourses) => void }) {
  return (
    <div class="console-filters">
      <div>
        <label class="field-label" for="courses-text">
          {t("find")}
        </label>
        <input id="courses-text" class="input" type="search" value={wanted.text} maxLength={80} onInput={(event) => onWant({ ...wanted, text: event.currentTarget.value })} />
      </div>
      <div>
        <label class="field-label" for="courses-language">
          {t("language")}
        </label>
        <select id="courses-language" class="input" value={wanted.language} onChange={(event) => onWant({ ...wanted, language: event.currentTarget.value })}>
          <option value="">{t("anyLanguage")}</option>
          {LANGUAGES.map((one) => (
            <option key={one} value={one}>
              {LANGUAGE_NAMES[one]}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label class="field-label" for="courses-grade">
          {t("grade")}
        </label>
        <select id="courses-grade" class="input" value={wanted.grade} onChange={(event) => onWant({ ...wanted, grade: event.currentTarget.value })}>
          <option value="">{t("anyGrade")}</option>
          {GRADES.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function CourseRow({ course, reach, onDone }: { course: NationalCourse; reach: Reach; onDone: () => void }) {
  return (
    <OfferedRow
      record={course.course}
      title={course.title}
      lines={[[LANGUAGE_NAMES[course.language] ?? course.language, course.grades.join(", "), t("edition", { n: course.edition }), t("published", { time: day(course.published_at) })].filter(Boolean).join(" · ")]}
      audience={course.audience}
      schools={course.schools}
      delivered={course.delivered}
      reach={reach}
      warning={t("withdrawMore")}
      onOffer={(audience) => setAudience(course.course, audience)}
      onWithdraw={() => withdrawCourse(course.course)}
      onDone={onDone}
    />
  );
}
