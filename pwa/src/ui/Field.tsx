import type { ComponentChildren } from "preact";

/** A labelled field. The input inside must carry `id`, and `aria-describedby={noteId(id)}`. */
export function Field({ id, label, hint, error, children }: { id: string; label: string; hint?: string; error?: string | null; children: ComponentChildren }) {
  return (
    <div>
      <label class="field-label" for={id}>
        {label}
      </label>
      {children}
      <div id={noteId(id)} role={error ? "alert" : undefined} class={error ? "field-error" : "field-hint"}>
        {error ?? hint}
      </div>
    </div>
  );
}

export function noteId(id: string): string {
  return `${id}-note`;
}

export interface ChoicesProps<V extends string> {
  name: string;
  legend: string;
  /** null: nothing is chosen yet. */
  value: V | null;
  options: readonly { value: V; label: string; lang?: string }[];
  onChoose: (value: V) => void;
}

/** A few exclusive choices side by side. */
export function Choices<V extends string>({ name, legend, value, options, onChoose }: ChoicesProps<V>) {
  return (
    <div class="choices" role="radiogroup" aria-label={legend}>
      {options.map((option) => (
        <label key={option.value} class={option.value === value ? "choice choice-on" : "choice"} lang={option.lang}>
          <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChoose(option.value)} />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
