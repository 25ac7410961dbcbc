/** Texts that leave the app: to whichever messenger the teacher uses, else to the clipboard. */
import { t } from "../../i18n/packets.ts";
import { lasting } from "../../i18n/time.ts";
import { toast } from "../../ui/toast.tsx";

type Shares = Navigator & { share?: (data: { text: string }) => Promise<void>; clipboard?: Clipboard };

/** When something is due, for whoever reads it tomorrow. */
export function dueText(at: string): string {
  return t("dueShort", { when: lasting(at) });
}

export async function shareText(text: string): Promise<void> {
  const shares = navigator as Shares;
  if (typeof shares.share === "function") {
    // Closing the list of apps is a choice, not a failure.
    await shares.share({ text }).catch(() => undefined);
    return;
  }
  toast(t((await copied(text)) ? "copied" : "shareFailed"));
}

async function copied(text: string): Promise<boolean> {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  if (clipboard) {
    return clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  // Plain http has no clipboard interface: the old way needs a field to copy from.
  const field = document.createElement("textarea");
  field.value = text;
  document.body.appendChild(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way there is without https
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
