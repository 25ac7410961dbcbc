/** Help for those who work at the school or look at it; what they ask as parents follows. */
import { session } from "../../data/session.ts";
import { t } from "../../i18n/help.ts";
import { t as staff } from "../../i18n/helpStaff.ts";
import { Help } from "./HelpScreen.tsx";
import { STAFF } from "./staffTopics.ts";
import { FAMILY, spoken, together } from "./topics.ts";

/** `/help/staff` */
export default function StaffHelpScreen() {
  const roles = session.value?.roles ?? [];
  return <Help groups={[...spoken(STAFF, roles, staff), together(spoken(FAMILY, roles, t), staff("forAll"))]} />;
}
