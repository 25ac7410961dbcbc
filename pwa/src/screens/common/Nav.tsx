/** The sections a person has, by role: below on a phone, at the side on a wide screen. */
import type { RoleGrant } from "../../data/session.ts";
import { t } from "../../i18n/core.ts";
import { Icon, type IconName } from "../../ui/Icon.tsx";

type NavKey = "navTodo" | "navLessons" | "navMarks" | "navChildren" | "navClasses" | "navSchool" | "navJournal" | "navDiary" | "navOverview" | "navReports" | "navSchools" | "navHelping" | "navClubs" | "navSettings";

interface Section {
  href: string;
  label: NavKey;
  icon: IconName;
  /** Paths under which this section is the current one. */
  under: readonly string[];
}

const TODO: Section = { href: "/todo", label: "navTodo", icon: "tasks", under: ["/todo", "/task"] };
const LESSONS: Section = { href: "/lessons", label: "navLessons", icon: "book", under: ["/lessons", "/lesson", "/practice", "/library", "/t/upload"] };
const MARKS: Section = { href: "/marks", label: "navMarks", icon: "star", under: ["/marks"] };
const CHILDREN: Section = { href: "/children", label: "navChildren", icon: "people", under: ["/children", "/child", "/diary"] };
const CLASSES: Section = { href: "/t", label: "navClasses", icon: "tasks", under: ["/t"] };
const JOURNAL: Section = { href: "/journal", label: "navJournal", icon: "edit", under: ["/journal"] };
const DIARY: Section = { href: "/diary", label: "navDiary", icon: "clock", under: ["/diary"] };
const SCHOOL: Section = { href: "/admin", label: "navSchool", icon: "school", under: ["/admin", "/overview", "/inspection", "/reports", "/transfer", "/cards"] };
const OVERVIEW: Section = { href: "/overview", label: "navOverview", icon: "school", under: ["/overview", "/inspection"] };
const REPORTS: Section = { href: "/reports", label: "navReports", icon: "file", under: ["/reports"] };
const SCHOOLS: Section = { href: "/console", label: "navSchools", icon: "school", under: ["/console"] };
const HELPING: Section = { href: "/helping", label: "navHelping", icon: "people", under: ["/helping"] };
const CLUBS: Section = { href: "/t/clubs", label: "navClubs", icon: "people", under: ["/t/clubs"] };
const SETTINGS: Section = { href: "/settings", label: "navSettings", icon: "gear", under: ["/settings", "/help"] };

/** Most items at the foot of a phone that a thumb still hits. */
const MOST_SECTIONS = 5;

/** The sections of these roles, the home first. */
export function sectionsOf(roles: readonly RoleGrant[]): Section[] {
  const has = (...names: string[]): boolean => roles.some((grant) => names.includes(grant.role));
  const sections: Section[] = [];
  if (has("pupil")) sections.push(TODO);
  if (has("teacher", "class_teacher")) sections.push(CLASSES, JOURNAL);
  if (has("assistant")) sections.push(HELPING);
  if (has("club_leader")) sections.push(CLUBS);
  if (has("parent")) sections.push(CHILDREN);
  if (has("operator")) sections.push(SCHOOLS);
  if (has("admin", "director", "deputy")) sections.push(SCHOOL);
  if (has("inspector")) sections.push(OVERVIEW, REPORTS);
  if (sections.length === 0) sections.push(TODO);
  if (has("pupil", "teacher", "class_teacher", "admin", "director", "deputy")) sections.push(LESSONS);
  if (has("pupil")) sections.push(MARKS, DIARY);
  return [...sections.slice(0, MOST_SECTIONS - 1), SETTINGS];
}

export function homeOf(roles: readonly RoleGrant[]): string {
  return sectionsOf(roles)[0]?.href ?? "/settings";
}

export function Nav({ roles, path }: { roles: readonly RoleGrant[]; path: string }) {
  const sections = sectionsOf(roles);
  const current = currentSection(sections, path);
  return (
    <nav class="nav" aria-label={t("navLabel")}>
      <span class="nav-brand">
        <Icon name="arch" />
        Tirek
      </span>
      {sections.map((section) => (
        <a key={section.href} class="nav-item" href={section.href} aria-current={section === current ? "page" : undefined}>
          <Icon name={section.icon} />
          <span>{t(section.label)}</span>
        </a>
      ))}
    </nav>
  );
}

/** The section with the longest fitting path. */
function currentSection(sections: readonly Section[], path: string): Section | null {
  let best: Section | null = null;
  let length = -1;
  for (const section of sections) {
    for (const under of section.under) {
      if ((path === under || path.startsWith(`${under}/`)) && under.length > length) {
        best = section;
        length = under.length;
      }
    }
  }
  return best;
}
