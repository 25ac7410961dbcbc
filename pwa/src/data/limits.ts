/** Every limit of the app's data layer: name, unit and the reason for the value. */

/** What this app is to a server: see server/node/generations.py, where a higher number is explained. */
export const GENERATION = 1;
/** Operations in one POST; the server takes no more. */
export const BATCH_OPERATIONS = 100;
/** Bytes of JSON in one POST: about half a minute at 64 kbit/s, so that a cut costs little. */
export const BATCH_BYTES = 192 * 1024;
/** Bytes of one upload request; the server's limit, and what a proxy buffers without complaint. */
export const CHUNK_BYTES = 256 * 1024;
/** Bytes of one file of a pupil's work; the server's limit. */
export const WORK_FILE_BYTES = 50 * 1024 * 1024;
/** Files with one hand-in; the server's limit. */
export const FILES_PER_WORK = 20;
/** Characters of a written answer; the server's limit. */
export const ANSWER_CHARACTERS = 10_000;
/** Characters of a file's name; the server's limit. */
export const FILE_NAME_CHARACTERS = 120;
/** Records asked for in one page of changes: a few seconds on a slow link. */
export const PAGE_RECORDS = 200;
/** Pages in one exchange: a reading loop must end even if a server keeps saying "more". */
export const PAGES_PER_EXCHANGE = 200;
/** Milliseconds to wait for an answer that carries little; longer than a slow satellite link needs. */
export const REQUEST_TIMEOUT_MS = 20_000;
/** 64 bits: as many as the servers give requests of their own. */
export const REQUEST_ID_BYTES = 8;
/** Milliseconds to wait for a photo that the server has to make legible first: its turn, and the reading. */
export const PHOTO_TIMEOUT_MS = 90_000;
/** Milliseconds to wait for one uploaded chunk: 256 KiB at 32 kbit/s and some. */
export const CHUNK_TIMEOUT_MS = 90_000;
/** Milliseconds between looks at the server while the app is in view. */
export const POLL_MS = 20_000;
/** The same, where every byte is paid for and somebody saves them. */
export const SAVING_POLL_MS = 5 * 60_000;
/** Milliseconds before the first retry after a failure, and the longest wait between retries. */
export const RETRY_FIRST_MS = 3_000;
export const RETRY_LONGEST_MS = 5 * 60_000;
/** Milliseconds between heartbeats while the server answers, and the longest gap while it does not. */
export const HEARTBEAT_MS = 60_000;
export const HEARTBEAT_LONGEST_MS = 2 * 60_000;
/** Milliseconds for which a runner without Web Locks owns the exchange; renewed while it works. */
export const LEASE_MS = 30_000;
/** Pixels of a photo's longer side: handwriting stays legible and a page costs about 200 KB. */
export const PHOTO_SIDE = 1600;
/** Encoder quality of photos, 0 to 1. */
export const PHOTO_QUALITY = 0.7;
/** Milliseconds for which delivered operations are kept, to be sent again to a restored server: copies are made every day, and noticed missing within weeks. */
export const KEEP_DELIVERED_MS = 30 * 24 * 3_600_000;
/** Delivered operations kept at most: a busy month, about 2 MB. */
export const KEPT_OPERATIONS = 2_000;
/** Bytes of already delivered work files and fetched photos kept for looking at without a link. */
export const SEEN_FILES_BYTES = 60 * 1024 * 1024;
/** Bytes read at once while hashing: keeps an old phone's memory and its screen free. */
export const HASH_SLICE_BYTES = 1024 * 1024;
/** Milliseconds after the last keystroke before a draft is written. */
export const DRAFT_PAUSE_MS = 400;
/** Milliseconds for which logging out waits for what can still be sent: longer, and people close the lid. */
export const LAST_SENDING_MS = 8_000;
/** Milliseconds between two copies of drafts at the school: an hour's writing costs some 20 KB. */
export const COPY_EVERY_MS = 5 * 60_000;
/** Drafts in one request; the server takes no more. */
export const DRAFTS_AT_ONCE = 50;
/** Own notes in one request; the server takes no more. */
export const NOTES_AT_ONCE = 500;
/** Milliseconds between a tick and its way to the school: a whole page is ticked off meanwhile. */
export const NOTES_PAUSE_MS = 2_000;
/** Milliseconds for which somebody waits for notes of their other devices, or for their own to go. */
export const NOTES_PATIENCE_MS = 3_000;
