/** The code on a printed task sheet: which pupil's work on which task, and nothing anybody could read. */
import { sha256Of } from "../../data/hash.ts";

/** Hex digits of the code: two sheets of one school never share 48 bits. The server's length. */
const DIGITS = 12;
const PREFIX = "TIREK:";

/** As the server prints it (server/classroom/sheets.py). */
export async function sheetCode(assignment: string, learner: string): Promise<string> {
  const digest = await sha256Of(new Blob([`${assignment}\n${learner}`]));
  return PREFIX + digest.slice(0, DIGITS).toUpperCase();
}

interface Detector {
  detect(image: ImageBitmap): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: readonly string[] }) => Detector;

/** The codes on a photo; none where the browser cannot look for them. */
export async function codesOn(photo: Blob): Promise<readonly string[]> {
  const { BarcodeDetector } = window as { BarcodeDetector?: DetectorClass };
  if (!BarcodeDetector) return [];
  try {
    const image = await createImageBitmap(photo);
    return (await new BarcodeDetector({ formats: ["qr_code"] }).detect(image)).map((found) => found.rawValue);
  } catch {
    return [];
  }
}
