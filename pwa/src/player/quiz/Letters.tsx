/** Typing in a quiz: fields that tell which of them the row of Kazakh letters types into. */
import { createContext } from "preact";
import { useContext, useRef } from "preact/hooks";

import { KazakhLetters } from "../../screens/pupil/KazakhLetters.tsx";

type Field = HTMLInputElement | HTMLTextAreaElement;

const Current = createContext<{ current: Field | null }>({ current: null });

/** Everything inside types through one row of letters, shown where `letters` is. */
export function WithLetters({ letters, children }: { letters: boolean; children: preact.ComponentChildren }) {
  const area = useRef<Field | null>(null);
  // As if it was typed, so that it joins the answers as they are now and not as they were when the field was entered.
  const write = (text: string): void => {
    const field = area.current;
    if (!field?.isConnected) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  return (
    <Current.Provider value={area}>
      {children}
      {letters && <KazakhLetters area={area} onInput={write} />}
    </Current.Provider>
  );
}

interface TypedProps {
  readonly value: string;
  readonly label: string;
  readonly inline?: boolean;
  readonly number?: boolean;
  readonly long?: boolean;
  readonly max: number;
  readonly onWrite: (text: string) => void;
}

export function Typed({ value, label, inline = false, number = false, long = false, max, onWrite }: TypedProps) {
  const area = useContext(Current);
  const shared = {
    class: inline ? "input quiz-inline" : "input",
    value,
    maxLength: max,
    "aria-label": label,
    autoComplete: "off",
    autoCapitalize: "off" as const,
    spellcheck: false,
    onFocus: (event: { currentTarget: Field }) => {
      area.current = event.currentTarget;
    },
    onInput: (event: { currentTarget: Field }) => onWrite(event.currentTarget.value),
  };
  if (long) return <textarea {...shared} rows={6} spellcheck />;
  return <input {...shared} type="text" inputMode={number ? "decimal" : "text"} />;
}
