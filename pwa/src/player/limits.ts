/** Limits of the player. What comes over the port is written by strangers: each number says how much of it we take. */

/** Characters of one value of the data model: cmi.suspend_data in SCORM 2004, which 1.2 packages use in practice too. */
export const VALUE_CHARACTERS = 64_000;

/** Characters of an element's name: the longest of SCORM 1.2 has about 60. */
export const ELEMENT_CHARACTERS = 200;

/** Elements kept of one activity: 250 interactions of eight elements, what the school's server takes as well. */
export const ELEMENTS = 2_000;

/** Characters of all the values of one activity together: four full suspend_data. */
export const STATE_CHARACTERS = 256_000;

/** Messages a second the shell may send without waiting: it needs four for values, the rest is files of one page. */
export const MESSAGES_PER_SECOND = 200;

/** Messages it may send at once: a package's first page asks for all of its files together. */
export const MESSAGES_AT_ONCE = 2_000;

/** Characters of a path inside a package: the longest that Windows and FAT bring along, with room. */
export const PATH_CHARACTERS = 1_024;

/** Activities of one package that can be listed and launched, as in the import. */
export const ACTIVITIES = 5_000;

/** Keys of localStorage kept of one package: a game keeps a save in each of a few slots. */
export const STORAGE_KEYS = 200;

/** Characters of all of it, keys and values: what browsers give a site is twenty times that, and is no lesson's need. */
export const STORAGE_CHARACTERS = 256_000;

/** Milliseconds the shell waits for more values before it sends them: a killed tab loses less than this. */
export const JOURNAL_DELAY_MS = 250;

/** Milliseconds between two commits that are sent at once: content may call Commit in a loop. */
export const COMMIT_INTERVAL_MS = 100;

/** Milliseconds until a shell that did not answer is loaded again: its worker may have been removed by content. */
export const SHELL_READY_MS = 8_000;

/** Milliseconds the content gets to say goodbye (LMSFinish while unloading) before its frame is removed. */
export const FAREWELL_MS = 1_500;

/** Bytes of a data model inside an operation (24 KiB in all); a larger one travels as a file of the work. */
export const CMI_BYTES = 12 * 1024;

/** Entries of a data model inside an operation, as the server's schema says. */
export const CMI_ENTRIES = 2_000;

/** Seconds one session may claim: a week. Anything above is a broken clock, not work. */
export const SESSION_SECONDS = 7 * 24 * 3600;

/** Milliseconds between two looks at whether the lesson is in view. */
export const LOOK_MS = 30_000;

/** Milliseconds without a look after which the phone had been put away, and not a page been thought over. */
export const AWAY_MS = 3 * 60_000;

/** Share of a video that must have been reached to call it seen: credits and endings are rarely watched. */
export const SEEN_SHARE = 0.9;

/** Answers told beside a data model that travels as a file, as the server's schema says. */
export const ANSWERS = 250;

/** Characters of one of them: a paragraph; the whole is in the data model. */
export const ANSWER_CHARACTERS = 300;

/** Characters of all of them: with three bytes each still within an operation's 24 KiB. */
export const ANSWERS_CHARACTERS = 5_000;
