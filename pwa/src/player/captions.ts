/** Captions that came with a film or recording, ready to be shown. */
import { file } from "../data/content.ts";
import { captionFiles, type Description } from "./description.ts";

export interface Captions {
  address: string;
  /** A language tag, or empty when the file's name says none. */
  language: string;
}

/** Every caption file of the lesson that can be had now, as a blob address to be revoked by the caller. */
export async function loadCaptions(description: Description): Promise<Captions[]> {
  const found: Captions[] = [];
  for (const { path, language } of captionFiles(description)) {
    const kept = description.files.get(path);
    const blob = kept && (await file(kept.sha256));
    // A film without its captions is still a film.
    if (blob) found.push({ address: URL.createObjectURL(blob.slice(0, blob.size, "text/vtt")), language });
  }
  return found;
}
