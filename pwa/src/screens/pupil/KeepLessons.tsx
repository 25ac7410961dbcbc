/** One button that brings several lessons onto the phone. */
import { useSignal } from "@preact/signals";

import { keepAll, state } from "../../data/content.ts";
import { records } from "../../data/records.ts";
import { t } from "../../i18n/storage.ts";
import { size } from "../../i18n/time.ts";
import { Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";

interface Words {
  readonly offer: (params: { size: string }) => string;
  readonly busy: string;
  readonly done: string;
}

/** Nothing for lessons that this phone has not been told about. */
export function KeepLessons({ lessons: wanted, words }: { lessons: readonly string[]; words: Words }) {
  const busy = useSignal(false);
  const known = new Set(records.list("course").value.flatMap((course) => course.lessons.map((one) => one.id)));
  const lessons = wanted.filter((id) => known.has(id));
  if (lessons.length === 0) return null;
  const each = lessons.map((id) => state(id).value);
  if (each.every((one) => one.kept)) {
    return (
      <Notice tone="good" icon="phone">
        {words.done}
      </Notice>
    );
  }
  const missing = each.reduce((sum, one) => sum + (one.kept ? 0 : Math.max(0, one.bytesTotal - one.bytesDone)), 0);
  const error = busy.value ? null : each.find((one) => one.error !== null)?.error;
  return (
    <div class="stack">
      {error && (
        <Notice tone="warn" icon="alert" alert>
          {t(error === "full" ? "weekFull" : "weekFailed")}
        </Notice>
      )}
      <Button
        kind="quiet"
        icon="download"
        block
        busy={busy.value}
        onClick={() => {
          busy.value = true;
          void keepAll(lessons).finally(() => (busy.value = false));
        }}
      >
        {busy.value ? words.busy : words.offer({ size: size(missing) })}
      </Button>
    </div>
  );
}
