/** The way to the courier's page, for those who may carry the school's work on their phone. */
import { session } from "../../data/session.ts";
import { t } from "../../i18n/core.ts";
import { go } from "../../router.ts";
import { Button } from "../../ui/Button.tsx";

const CARRIERS: ReadonlySet<string> = new Set(["teacher", "class_teacher", "admin", "director", "deputy"]);

/** Whether the person at this phone may. */
export function mayCarry(): boolean {
  return session.value?.roles.some((grant) => CARRIERS.has(grant.role)) ?? false;
}

/** A button, or nothing. `onLeave` is told before the page changes. */
export function CourierLink({ onLeave }: { onLeave?: () => void }) {
  if (!mayCarry()) return null;
  return (
    <Button
      kind="quiet"
      icon="phone"
      block
      onClick={() => {
        onLeave?.();
        go("/courier");
      }}
    >
      {t("courierLink")}
    </Button>
  );
}
