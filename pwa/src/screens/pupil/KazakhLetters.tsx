/** A row of the letters that many phones' keyboards lack; types where the cursor is. */
import type { RefObject } from "preact";

const LETTERS = ["ә", "і", "ң", "ғ", "ү", "ұ", "қ", "ө", "һ"] as const;

export function KazakhLetters({ area, onInput }: { area: RefObject<HTMLTextAreaElement | HTMLInputElement | null>; onInput: (text: string) => void }) {
  const type = (letter: string): void => {
    const field = area.current;
    if (!field) return;
    const from = field.selectionStart ?? field.value.length;
    const text = field.value.slice(0, from) + letter + field.value.slice(field.selectionEnd ?? from);
    onInput(text);
    // The field shows the new text only after rendering; the cursor must not jump to its end.
    requestAnimationFrame(() => {
      field.focus();
      field.setSelectionRange(from + letter.length, from + letter.length);
    });
  };
  return (
    <div class="letters" lang="kk">
      {LETTERS.map((letter) => (
        <button
          key={letter}
          type="button"
          tabIndex={-1}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => type(letter)}
        >
          {letter}
        </button>
      ))}
    </div>
  );
}
