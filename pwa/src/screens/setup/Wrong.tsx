/** What went wrong in one of the cards. */
import { Notice } from "../../ui/bits.tsx";

export function Wrong({ text }: { text: string | null }) {
  return text === null ? null : (
    <Notice tone="bad" icon="alert" alert>
      {text}
    </Notice>
  );
}
