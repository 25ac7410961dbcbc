import { Icon } from "./Icon.tsx";

export interface Step {
  label: string;
  done: boolean;
  /** When it happened, in words; shown small. */
  when?: string | null;
}

/** Where a piece of work has come to: an icon and a word per step, never colour alone. */
export function Ladder({ steps, central }: { steps: readonly Step[]; central?: { label: string; done: boolean } | null }) {
  const now = steps.reduce((last, step, index) => (step.done ? index : last), -1);
  return (
    <div>
      <ol class="ladder">
        {steps.map((step, index) => (
          <li
            key={step.label}
            class={`ladder-step${step.done ? " ladder-done" : ""}${index === now ? " ladder-now" : ""}`}
            aria-current={index === now ? "step" : undefined}
          >
            <span class="ladder-mark">{step.done && <Icon name="check" />}</span>
            <span class="row-grow">
              <span class="ladder-label">{step.label}</span>
              {step.when && <span class="small muted"> · {step.when}</span>}
            </span>
          </li>
        ))}
      </ol>
      {central && (
        <p class="ladder-central">
          <Icon name={central.done ? "double-check" : "clock"} small />
          {central.label}
        </p>
      )}
    </div>
  );
}
