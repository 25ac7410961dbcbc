/** What the courier's page says and offers, from what is in the bag: pure. */
import type { Bag, CarriedPart } from "../../data/courier-store.ts";
import { DamagedPart } from "../../data/courier.ts";
import { NoCourierFile } from "../../data/courier-file.ts";
import { ApiProblem, Unreachable } from "../../data/http.ts";
import type { CourierKey } from "../../i18n/courier.ts";

export type Stage = "empty" | "taken" | "partly" | "delivered" | "returned";

/** How far the bag has come. */
export function stageOf(bag: Bag | null): Stage {
  if (!bag) return "empty";
  const delivered = bag.up.filter((part) => part.done).length;
  if (delivered < bag.up.length) return delivered > 0 ? "partly" : "taken";
  return hasNews(bag) || bag.handedAt === null ? "delivered" : "returned";
}

/** Whether something in the bag is for the school. */
export function hasNews(bag: Bag): boolean {
  return bag.receipts.length > 0 || bag.down.some((part) => !part.done);
}

/** Whether something in the bag could go to somebody as a file. */
export function hasCargo(bag: Bag | null): boolean {
  return bag !== null && (bag.up.some((part) => !part.done) || hasNews(bag));
}

export function bytesOf(parts: readonly CarriedPart[]): number {
  return parts.reduce((sum, part) => sum + part.bytes, 0);
}

const PROBLEMS: Readonly<Record<string, CourierKey>> = {
  "courier-pass-expired": "expired",
  "not-found": "gone",
  "no-courier": "noHubMore",
  "disk-full": "other",
};

/** What to say of a failure, in the words of whoever holds the phone. */
export function sentenceOf(error: unknown, where: "school" | "hub"): CourierKey {
  if (error instanceof Unreachable) return where === "school" ? "unreachableSchool" : "unreachableHub";
  if (error instanceof DamagedPart) return "damaged";
  if (error instanceof NoCourierFile) return "noFile";
  if (error instanceof ApiProblem) return PROBLEMS[error.type] ?? (error.status === 401 ? (where === "school" ? "logIn" : "expired") : "other");
  return error instanceof DOMException && error.name === "QuotaExceededError" ? "full" : "other";
}
