/** Gives the bag to another app as a file, or to the downloads where the browser cannot share files. */
import { bagFile } from "../../data/courier.ts";
import { schoolNow } from "../../data/now.ts";
import { dayOf } from "../../i18n/time.ts";

/** Milliseconds for which the address of a download is kept: browsers take it soon after the click. */
const ADDRESS_MS = 60_000;

export async function shareBag(title: string): Promise<void> {
  const name = `tirek-${dayOf(schoolNow())}.tirek`;
  const file = new File([await bagFile()], name, { type: "application/octet-stream" });
  const sharing = navigator as Partial<Pick<Navigator, "canShare" | "share">>;
  if (sharing.canShare?.({ files: [file] }) && sharing.share) {
    try {
      await navigator.share({ files: [file], title });
      return;
    } catch (error) {
      // The person has changed their mind; any other refusal leaves the download.
      if (error instanceof DOMException && error.name === "AbortError") return;
    }
  }
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_MS);
}
