/** Pictures of papers come onto the phone with them: a quiz is taken where there is no link. */
import { records } from "../../data/records.ts";
import { picture } from "./taking.ts";

let running = false;

/** Fetches what this phone lacks, one after the other; what cannot be had now comes with the next look. */
export async function keepPictures(): Promise<void> {
  if (running) return;
  running = true;
  try {
    for (const paper of records.list("paper").peek()) {
      for (const { sha256 } of paper.files) await picture(paper, sha256);
    }
  } finally {
    running = false;
  }
}
