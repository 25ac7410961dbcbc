/** Tells other tabs of this browser that something in the shared databases has changed. */

export type Changed = "records" | "outbox" | "session" | "content";

export interface News {
  person: string | null;
  changed: Changed;
}

const CHANNEL = "tirek";
const listeners = new Set<(news: News) => void>();
// Absent in Safari 14: tabs there catch up when they come into view.
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(CHANNEL) : null;

if (channel) {
  channel.onmessage = (event: MessageEvent<News>) => {
    for (const listener of listeners) listener(event.data);
  };
  // In Node (tests) an open channel would keep the process alive.
  (channel as { unref?: () => void }).unref?.();
}

export function tellTabs(person: string | null, changed: Changed): void {
  channel?.postMessage({ person, changed } satisfies News);
}

/** Calls back for news from other tabs, never from this one. */
export function onNews(listener: (news: News) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
