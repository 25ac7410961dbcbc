/** A server's answer on its way, lacking, or here. */
import type { ComponentChildren } from "preact";

import { t as core } from "../../i18n/core.ts";
import { t } from "../../i18n/overview.ts";
import { Loading, Notice } from "../../ui/bits.tsx";
import { Button } from "../../ui/Button.tsx";
import type { Answered } from "./useAnswer.ts";

export function Answer<T>({ of: { answer, trouble, again }, children }: { of: Answered<T>; children: (answer: T) => ComponentChildren }) {
  if (trouble) {
    return (
      <Notice tone="warn" icon="wifi-off">
        <p>{t(trouble)}</p>
        <Button icon="refresh" onClick={again}>
          {core("retry")}
        </Button>
      </Notice>
    );
  }
  return <>{answer === null ? <Loading label={core("loading")} rows={4} /> : children(answer)}</>;
}
