/** Error codes of the run-time interface (SCORM 2004 4th Ed. RTE 3.1.7; IEEE 1484.11.2). */
export const NO_ERROR = 0;
export const ALREADY_INITIALIZED = 103;
export const TERMINATED = 104;
export const TERMINATE_BEFORE = 112;
export const TERMINATE_AFTER = 113;
export const GET_BEFORE = 122;
export const GET_AFTER = 123;
export const SET_BEFORE = 132;
export const SET_AFTER = 133;
export const COMMIT_BEFORE = 142;
export const COMMIT_AFTER = 143;
export const ARGUMENT = 201;
export const GET_FAILED = 301;
export const SET_FAILED = 351;
export const UNDEFINED_ELEMENT = 401;
export const NOT_INITIALIZED = 403;
export const READ_ONLY = 404;
export const WRITE_ONLY = 405;
export const TYPE_MISMATCH = 406;
export const OUT_OF_RANGE = 407;
export const DEPENDENCY = 408;

/** What a content's author sees; content never shows these to learners. */
const TEXTS: Readonly<Record<string, string>> = {
  0: "No error",
  101: "General exception",
  102: "General initialization failure",
  103: "Already initialized",
  104: "Content instance terminated",
  111: "General termination failure",
  112: "Termination before initialization",
  113: "Termination after termination",
  122: "Retrieve data before initialization",
  123: "Retrieve data after termination",
  132: "Store data before initialization",
  133: "Store data after termination",
  142: "Commit before initialization",
  143: "Commit after termination",
  201: "General argument error",
  301: "General get failure",
  351: "General set failure",
  391: "General commit failure",
  401: "Undefined data model element",
  402: "Unimplemented data model element",
  403: "Data model element value not initialized",
  404: "Data model element is read only",
  405: "Data model element is write only",
  406: "Data model element type mismatch",
  407: "Data model element value out of range",
  408: "Data model dependency not established",
};

export function errorText(code: string): string {
  return TEXTS[code] ?? "";
}
