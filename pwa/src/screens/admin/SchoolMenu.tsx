/** Everything that leaders and the administrator of a school do, by what it is about. */
import { records } from "../../data/records.ts";
import { t } from "../../i18n/admin.ts";
import { t as certificates } from "../../i18n/certificates.ts";
import { t as clubs } from "../../i18n/clubs.ts";
import { t as concerns } from "../../i18n/concernsRead.ts";
import { t as consent } from "../../i18n/consent.ts";
import { t as core } from "../../i18n/core.ts";
import { t as inclusion } from "../../i18n/inclusion.ts";
import { t as inquiries } from "../../i18n/inquiries.ts";
import { t as insights } from "../../i18n/insights.ts";
import { t as journal } from "../../i18n/journal.ts";
import { t as leading } from "../../i18n/leading.ts";
import { t as overview } from "../../i18n/overview.ts";
import { t as reports } from "../../i18n/reports.ts";
import { t as setup } from "../../i18n/setup.ts";
import { unconfirmed } from "../../planning/substituting.ts";
import { openConcerns } from "../concerns/waiting.ts";
import { Menu, type MenuGroup } from "../common/Menu.tsx";
import { SchoolChoice } from "../people/SchoolChoice.tsx";

/** `attention`: how many works and records wait for somebody's decision. */
export function SchoolMenu({ attention }: { attention: number }) {
  const groups: readonly MenuGroup[] = [
    {
      title: t("ofTeaching"),
      items: [
        { href: "/overview", icon: "eye", label: overview("overview") },
        { href: "/admin/attention", icon: "alert", label: t("toAttention"), waiting: attention },
        { href: "/admin/timetable", icon: "tasks", label: journal("timetable"), waiting: unconfirmed(records.list("substitution").value).length },
        { href: "/admin/journal", icon: "edit", label: journal("keeping") },
        { href: "/admin/terms", icon: "star", label: leading("terms") },
        { href: "/reports", icon: "file", label: reports("reports") },
        { href: "/admin/closures", icon: "school", label: t("toClosures") },
        { href: "/admin/policy", icon: "check", label: overview("policy") },
      ],
    },
    {
      title: t("ofPeople"),
      items: [
        { href: "/admin/people", icon: "people", label: t("toPeople") },
        { href: "/t/concerns", icon: "alert", label: concerns("title"), waiting: openConcerns() },
        { href: "/admin/clubs", icon: "people", label: clubs("clubs") },
        { href: "/admin/inclusion", icon: "person", label: inclusion("school") },
        { href: "/admin/consents", icon: "check", label: consent("title") },
        { href: "/admin/inquiries", icon: "send", label: inquiries("title") },
      ],
    },
    {
      title: t("ofServer"),
      items: [
        { href: "/admin/sync", icon: "refresh", label: t("toSync") },
        { href: "/courier", icon: "phone", label: core("courierLink") },
        { href: "/admin/certificates", icon: "link", label: certificates("title") },
        { href: "/admin/box", icon: "file", label: setup("toBox") },
        { href: "/admin/statements", icon: "book", label: insights("statements") },
        { href: "/admin/forwarding", icon: "send", label: insights("forwarding") },
      ],
    },
  ];
  return (
    <>
      <SchoolChoice />
      <Menu label={t("pages")} groups={groups} />
    </>
  );
}
