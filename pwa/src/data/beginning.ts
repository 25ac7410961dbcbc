/** What is known before anybody is inside: who uses this phone, whether its work has moved, which server it is. */
import { startHeartbeat } from "./link.ts";
import { restoreMoved } from "./moved.ts";
import { restoreNode } from "./node.ts";
import { restore } from "./session.ts";

/** Throws what IndexedDB throws where a browser refuses to keep anything. */
export async function begin(): Promise<void> {
  await restore(restoreMoved(), restoreNode());
  startHeartbeat();
}
