/** How far a lesson or an item has come, as a chip. */
import { t } from "../../i18n/pupil.ts";
import { Chip } from "../../ui/bits.tsx";
import type { IconName } from "../../ui/Icon.tsx";
import type { Progress } from "./model/lessons.ts";

const CHIPS: Readonly<Record<Exclude<Progress, "new">, { tone: "good" | "warn" | "accent"; icon: IconName; text: "passed" | "completed" | "failed" | "started" }>> = {
  passed: { tone: "good", icon: "check", text: "passed" },
  completed: { tone: "good", icon: "check", text: "completed" },
  failed: { tone: "warn", icon: "refresh", text: "failed" },
  started: { tone: "accent", icon: "play", text: "started" },
};

export function ProgressChip({ progress }: { progress: Progress }) {
  if (progress === "new") return null;
  const { tone, icon, text } = CHIPS[progress];
  return (
    <Chip tone={tone} icon={icon}>
      {t(text)}
    </Chip>
  );
}
