/** All statements of the school, for those who lead it. */
import { t } from "../../i18n/insights.ts";
import { Page } from "../../ui/Page.tsx";
import { StatementList } from "../common/StatementList.tsx";

export default function StatementsScreen() {
  return (
    <Page title={t("statements")} back="/admin">
      <StatementList whose={{}} />
    </Page>
  );
}
