/** What one learner did, day by day: for the learner, their parents and their teachers. */
import { records } from "../../data/records.ts";
import { session } from "../../data/session.ts";
import { t } from "../../i18n/insights.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Page } from "../../ui/Page.tsx";
import { nameOf } from "../pupil/mine.ts";
import { StatementList } from "./StatementList.tsx";

export default function TimelineScreen({ params }: ScreenProps) {
  const learner = params["id"] ?? "";
  const own = learner === session.value?.person;
  const name = !own && records.get("person", learner) ? nameOf(learner) : "";
  return (
    <Page title={name ? `${t("timeline")}: ${name}` : t("timeline")} back={own ? "/marks" : "/"}>
      <StatementList key={learner} whose={{ learner }} nameless />
    </Page>
  );
}
