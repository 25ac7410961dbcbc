/** Everybody of the school: found by name on any keyboard, helped with getting in. */
import { session } from "../../data/session.ts";
import { t } from "../../i18n/people.ts";
import { LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { FILTERS } from "../people/model.ts";
import { PeopleList } from "../people/PeopleList.tsx";
import { askPeople } from "../people/server.ts";
import { usePeople } from "../people/usePeople.ts";

const LEADING: ReadonlySet<string> = new Set(["admin", "director", "deputy"]);
const IMPORTING: ReadonlySet<string> = new Set(["admin", "director"]);

/** The school whose people this person answers for: the first, where there are several. */
export function ledSchool(roles: ReadonlySet<string> = LEADING): string {
  return session.value?.roles.find((grant) => roles.has(grant.role) && grant.school)?.school ?? "";
}

export default function PeopleScreen() {
  const school = ledSchool();
  const people = usePeople(() => askPeople(school), school);
  return (
    <Page title={t("title")} back="/admin" wide>
      <div class="stack-wide">
        {ledSchool(IMPORTING) !== "" && (
          <div class="stack people-actions">
            <LinkButton href="/admin/people/import" icon="upload" kind="primary" block>
              {t("import")}
            </LinkButton>
          </div>
        )}
        <PeopleList people={people} filters={FILTERS} mayConfirm back="/admin/people" />
      </div>
    </Page>
  );
}
