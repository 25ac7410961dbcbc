/** Choices that wrap over lines, one of them or several; each a full-size touch target. */
import "./teacher.css";

interface PillsProps<V extends string> {
  readonly legend: string;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly chosen: (value: V) => boolean;
  readonly onChoose: (value: V) => void;
  /** Several may be chosen at once. */
  readonly several?: boolean;
}

export function Pills<V extends string>({ legend, options, chosen, onChoose, several = false }: PillsProps<V>) {
  return (
    <div class="pills" role={several ? "group" : "radiogroup"} aria-label={legend}>
      {options.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          class={chosen(value) ? "pill pill-on" : "pill"}
          role={several ? "checkbox" : "radio"}
          aria-checked={chosen(value)}
          onClick={() => onChoose(value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
