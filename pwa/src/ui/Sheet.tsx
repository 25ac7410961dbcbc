import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { t } from "../i18n/core.ts";
import { IconButton } from "./Button.tsx";

const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]";

/** A panel over the page, from below on a phone. Esc, the cross and the shade close it. */
export function Sheet({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") onClose();
    if (event.key !== "Tab" || !panel.current) return;
    const all = Array.from(panel.current.querySelectorAll<HTMLElement>(FOCUSABLE));
    const edge = event.shiftKey ? all[0] : all[all.length - 1];
    const other = event.shiftKey ? all[all.length - 1] : all[0];
    if (document.activeElement === edge || (event.shiftKey && document.activeElement === panel.current)) {
      event.preventDefault();
      other?.focus();
    }
  };
  return (
    <div
      class="sheet-shade"
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      onKeyDown={onKey}
    >
      <div ref={panel} class="sheet" role="dialog" aria-modal="true" aria-label={title} tabIndex={-1}>
        <div class="sheet-head">
          <h2>{title}</h2>
          <IconButton icon="close" label={t("close")} onClick={onClose} />
        </div>
        {children}
      </div>
    </div>
  );
}
