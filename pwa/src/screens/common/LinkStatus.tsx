/** The chip at the top right: what waits on this phone, and whether the server answers. */
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

import { mustLogIn } from "../../data/session.ts";
import { link } from "../../data/link.ts";
import { node } from "../../data/node.ts";
import { pending } from "../../data/outbox.ts";
import { tooOld } from "../../data/release.ts";
import { undoing } from "../../data/undoing.ts";
import { t } from "../../i18n/core.ts";
import { named } from "../../i18n/index.ts";
import { Icon, type IconName } from "../../ui/Icon.tsx";

interface Chip {
  icon: IconName;
  tone: "neutral" | "warn" | "accent";
  text: string;
  /** The text is only spoken: everything is as it should be. */
  quiet: boolean;
}

function chip(): Chip {
  const { held } = pending.value;
  const count = pending.value.count + undoing.value.length;
  if (held.length > 0) return { icon: "alert", tone: "warn", text: t("chipHeld", { n: held.length }), quiet: false };
  if (mustLogIn.value) return { icon: "person", tone: "warn", text: t("loginAgain"), quiet: false };
  if (tooOld(node.value)) return { icon: "refresh", tone: "warn", text: t("chipOldApp"), quiet: false };
  const offline = link.value === "none";
  if (count > 0) return { icon: offline ? "phone" : "upload", tone: offline ? "neutral" : "accent", text: t("chipWaiting", { n: count }), quiet: false };
  if (offline) return { icon: "wifi-off", tone: "neutral", text: t("linkNone"), quiet: false };
  // Without HTTPS the app itself does not stay on the phone: its owner is told all the time.
  if (!window.isSecureContext) return { icon: "info", tone: "neutral", text: t("chipPlain"), quiet: false };
  return { icon: "link", tone: "neutral", text: linkText(), quiet: true };
}

export function linkText(): string {
  if (link.value === "school") return t("linkSchool");
  if (link.value === "hub") return t("linkHub", { name: named(node.value?.name) });
  return link.value === "none" ? t("linkNone") : t("linkUnknown");
}

/** The sheet belongs to the app, not to the bar: inside the bar it would lie under the navigation. */
const open = signal(false);

/** Most visits never open it: it comes with the first tap, from the app's own cache. */
const sheet = signal<ComponentType<{ onClose: () => void }> | null>(null);

async function show(): Promise<void> {
  open.value = true;
  sheet.value ??= (await import("./StatusSheet.tsx")).StatusSheet;
}

export function StatusOverlay() {
  const Sheet = sheet.value;
  return open.value && Sheet ? <Sheet onClose={() => (open.value = false)} /> : null;
}

export function LinkStatus() {
  const { icon, tone, text, quiet } = chip();
  return (
    <button
      type="button"
      class={quiet ? "icon-button" : `chip chip-button chip-${tone}`}
      aria-label={`${text}. ${t("status")}`}
      onClick={() => void show()}
    >
      <Icon name={icon} small />
      {!quiet && <span>{text}</span>}
    </button>
  );
}
