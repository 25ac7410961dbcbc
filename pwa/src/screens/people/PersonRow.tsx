/** One person of a list: name, where they belong, and what is worth a look. */
import { t } from "../../i18n/people.ts";
import { Chip } from "../../ui/bits.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { nameOf, type Listed } from "./model.ts";

const ROLES = ["pupil", "teacher", "class_teacher", "director", "deputy", "admin", "parent", "assistant"] as const;
type KnownRole = (typeof ROLES)[number];

export function places(one: Listed): string {
  const said = one.places.map((place) => {
    const role = t(`role_${ROLES.includes(place.role as KnownRole) ? (place.role as KnownRole) : "other"}`);
    return place.class_label ? `${place.class_label} · ${role}` : role;
  });
  return [...new Set(said)].join(", ");
}

export function PersonRow({ one, onOpen }: { one: Listed; onOpen: () => void }) {
  const never = one.seen_at === null && one.login !== null;
  const flag = one.provisional ? <Chip tone="warn">{t("provisional")}</Chip> : never ? <Chip>{t("never")}</Chip> : null;
  return (
    <li>
      <button type="button" class="people-row" onClick={onOpen}>
        <span class="people-text">
          <b>{nameOf(one)}</b>
          <span>{[places(one), one.login].filter(Boolean).join(" · ")}</span>
          {flag && <span class="people-flag">{flag}</span>}
        </span>
        <Icon name="next" small />
      </button>
    </li>
  );
}
