/** Typing in a quiz: fields that tell which of them the row of Kazakh letters types into. */
import { createContext } from "preact";
import { useContext, useRef } from "preact/hooks";

import { KazakhLetters } from "../../screens/pupil/KazakhLetters.tsx";

type Field = HTMLInputElement | HTMLTextAreaElement;

interface Typing {
  field: Field | null;
  write: (text: string) => void;
}

const Current = createContext<{ current: Typing }>({ current: { field: null, write: () => undefined } });

/** Everything inside types through one row of letters, shown where `letters` is. */
export function WithLetters({ letters, children }: { letters: boolean; children: preact.ComponentChildren }) {
  const typing = useRef<Typing>({ field: null, write: () => undefined });
  const area = useRef<Field | null>(null);
  Object.defineProperty(area, "current", { get: () => typing.current.field, configurable: true });
  return (
    <Current.Provider value={typing}>
      {children}
      {letters && <KazakhLetters area={area} onInput={(text) => typing.current.write(text)} />}
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
  const typing = useContext(Current);
  const shared = {
    class: inline ? "input quiz-inline" : "input",
    value,
    maxLength: max,
    "aria-label": label,
    autoComplete: "off",
    autoCapitalize: "off" as const,
    spellcheck: false,
    onFocus: (event: { currentTarget: Field }) => {
      typing.current = { field: event.currentTarget, write: onWrite };
    },
    onInput: (event: { currentTarget: Field }) => onWrite(event.currentTarget.value),
  };
  if (long) return <textarea {...shared} rows={6} spellcheck />;
  return <input {...shared} type="text" inputMode={number ? "decimal" : "text"} />;
}
