/** The list of a package's activities with how far each has come. */
import { t } from "../i18n/player.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import type { Outcome } from "./attempt.ts";
import type { Activity } from "./description.ts";
import type { Host } from "./host.ts";

export function ActivityList({ host, onChoose }: { host: Host; onChoose: (activity: Activity) => void }) {
  const current = host.part.value;
  // Chapters are places in a book, not things to be done.
  const book = host.description?.format === "epub";
  const render = (items: readonly Activity[], depth: number): preact.JSX.Element[] =>
    items.filter((one) => host.isListed(one)).flatMap((one) => [
      <li key={one.id} class={`activity-${Math.min(depth, 3)}`}>
        {one.launch === null ? (
          <h3>{one.title}</h3>
        ) : (
          <button type="button" class="activity" aria-current={one.id === current ? "true" : undefined} disabled={!host.canChoose(one)} onClick={() => onChoose(one)}>
            <Icon name={book ? "book" : mark(host.outcome(one)).icon} />
            <span class="activity-title">{one.title}</span>
            {!book && <span class="activity-state">{mark(host.outcome(one)).word}</span>}
          </button>
        )}
      </li>,
      ...render(one.children, depth + 1),
    ]);
  return <ol class="activities">{render(host.description?.items ?? [], 0)}</ol>;
}

function mark(outcome: Outcome): { icon: IconName; word: string } {
  if (outcome.success === "passed") return { icon: "double-check", word: t("statePassed") };
  if (outcome.success === "failed") return { icon: "alert", word: t("stateFailed") };
  if (outcome.completion === "completed") return { icon: "check", word: t("stateDone") };
  if (outcome.completion === "incomplete") return { icon: "clock", word: t("stateBegun") };
  return { icon: "play", word: t("stateNew") };
}
