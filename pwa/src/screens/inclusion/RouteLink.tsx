/** The way to a learner's support and routes, for whoever has any. */
import { records } from "../../data/records.ts";
import { t } from "../../i18n/pupil.ts";
import { LinkButton } from "../../ui/Button.tsx";

export function RouteLink({ learner }: { learner: string }) {
  const any = records.list("route").value.some((one) => one.learner === learner) || records.get("support", `${learner}~support`);
  if (!any) return null;
  return (
    <LinkButton href={`/route/${encodeURIComponent(learner)}`} icon="person" block>
      {t("route")}
    </LinkButton>
  );
}
