import { t } from "../../i18n/concerns.ts";
import { Chip } from "../../ui/bits.tsx";
import type { State } from "./model.ts";

const SIGNS = { phone: ["neutral", "phone"], received: ["accent", "school"], looking: ["accent", "eye"], closed: ["good", "check"] } as const;

/** How far what somebody told has come. */
export function StateChip({ state }: { state: State }) {
  const [tone, icon] = SIGNS[state];
  return (
    <Chip tone={tone} icon={icon}>
      {t(state)}
    </Chip>
  );
}
