/** A book as the player keeps it: one activity, whose place is a chapter and how far down it one is. Pure. */
import { type Activity, type Description, launchable, launchAddress } from "./description.ts";
import type { Values } from "./protocol.ts";

/** Percent of the page's own letters. */
export const SIZES = [85, 100, 120, 145, 175];
const OWN_SIZE = 100;

/** Where a reader is: chapter from 0, thousandths of the way down it, size of the letters in percent. */
export interface Place {
  chapter: number;
  permille: number;
  size: number;
}

const PLACE = /^(\d{1,5})@(\d{1,4})$/;
const SIZE = /^size=(\d{2,3})$/;
const ID = "book";

/** The whole book as the one thing that is opened, done and counted; its chapters are only places in it. */
export function bookActivity(chapters: readonly Activity[], title: string): Activity | null {
  const first = chapters[0];
  return first ? { ...first, id: ID, title, parameters: "", children: [] } : null;
}

/** Chapters as the shell opens them, in reading order. */
export function chapterAddresses(description: Description): string[] {
  return launchable(description).map((one) => launchAddress(one.launch ?? "", ""));
}

/** The place in the values of an earlier session; the beginning when there is none or the book has changed. */
export function placeIn(values: Values, chapters: number): Place {
  const place = PLACE.exec(values["cmi.core.lesson_location"] ?? "");
  const size = Number(SIZE.exec(values["cmi.suspend_data"] ?? "")?.[1] ?? OWN_SIZE);
  const chapter = Number(place?.[1] ?? 0);
  const known = chapter < chapters;
  return {
    chapter: known ? chapter : 0,
    permille: known ? Math.min(1000, Number(place?.[2] ?? 0)) : 0,
    size: SIZES.includes(size) ? size : OWN_SIZE,
  };
}

/** The place as values that travel with the attempt. */
export function placeValues(place: Place): Values {
  return { "cmi.core.lesson_location": `${place.chapter}@${place.permille}`, "cmi.suspend_data": `size=${place.size}` };
}
