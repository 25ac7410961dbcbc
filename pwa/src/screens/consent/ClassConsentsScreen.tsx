/** The class teacher's own class, from what the phone holds: papers are gathered where there is no link, too. */
import { records, recordsReady } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/consent.ts";
import { t as core } from "../../i18n/core.ts";
import type { ScreenProps } from "../../routes.tsx";
import { EmptyState, Loading } from "../../ui/bits.tsx";
import { Page } from "../../ui/Page.tsx";
import { pupilsIn } from "../teacher/desk.ts";
import { ClassConsents } from "./ClassConsents.tsx";
import "./consent.css";

/** `/t/class/:id/consents` */
export default function ClassConsentsScreen({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  const one = records.get("class", id);
  const me = session.value?.person ?? "";
  const own = records.list("role").value.some((role) => role.person === me && role.role === "class_teacher" && role.class === id);
  return (
    <Page title={one && own ? `${one.label} · ${t("title")}` : t("title")} back={`/t/class/${encodeURIComponent(id)}`}>
      {!recordsReady.value ? (
        <Loading label={core("loading")} rows={6} />
      ) : one && own ? (
        <ClassConsents school={one.school} learners={pupilsIn(id)} decisions={records.list("consent").value} />
      ) : (
        <EmptyState icon="search" title={core("notFound")} text={core("notFoundText")} />
      )}
    </Page>
  );
}
