/** All statements of a class, for its teachers. */
import { t } from "../../i18n/insights.ts";
import type { ScreenProps } from "../../routes.tsx";
import { Page } from "../../ui/Page.tsx";
import { StatementList } from "../common/StatementList.tsx";

export default function InsightsStatementsScreen({ params }: ScreenProps) {
  const id = params["id"] ?? "";
  return (
    <Page title={t("statements")} back={`/t/insights/${id}`}>
      <StatementList key={id} whose={{ class: id }} />
    </Page>
  );
}
