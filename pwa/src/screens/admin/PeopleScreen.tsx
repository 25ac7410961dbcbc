/** Everybody of the school: found by name on any keyboard, helped with getting in. */
import { t as former } from "../../i18n/former.ts";
import { t } from "../../i18n/people.ts";
import { LinkButton } from "../../ui/Button.tsx";
import { Page } from "../../ui/Page.tsx";
import { IMPORTING, LEADING, ledSchool } from "../people/led.ts";
import { FILTERS } from "../people/model.ts";
import { PeopleList } from "../people/PeopleList.tsx";
import { askPeople } from "../people/server.ts";
import { usePeople } from "../people/usePeople.ts";

export default function PeopleScreen() {
  const school = ledSchool(LEADING);
  const people = usePeople(() => askPeople(school), school);
  return (
    <Page title={t("title")} back="/admin" wide>
      <div class="stack-wide">
        {ledSchool(IMPORTING) !== "" && (
          <div class="stack people-actions">
            <LinkButton href="/admin/people/import" icon="upload" kind="primary" block>
              {t("import")}
            </LinkButton>
            <LinkButton href="/admin/people/rollover" icon="refresh" block>
              {t("rollover")}
            </LinkButton>
          </div>
        )}
        <LinkButton href="/admin/moves" icon="people" block>
          {t("moves")}
        </LinkButton>
        {ledSchool(IMPORTING) !== "" && (
          <LinkButton href="/admin/former" icon="clock" block>
            {former("title")}
          </LinkButton>
        )}
        <PeopleList people={people} filters={FILTERS} mayConfirm back="/admin/people" />
      </div>
    </Page>
  );
}
