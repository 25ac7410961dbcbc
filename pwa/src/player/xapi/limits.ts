/** Limits of the virtual record store. What comes was written by strangers' content. */

/** Characters of a request's body: a hundred statements, or the notes of a long lesson. */
export const BODY_CHARACTERS = 1_000_000;

/** Characters of a query: an agent as JSON and four IRIs, percent-encoded. */
export const QUERY_CHARACTERS = 16_000;

/** Characters of one header or of a path. */
export const HEADER_CHARACTERS = 1_000;

/** Characters of all documents of one registration as JSON: with the rest they fit into the values of one activity. */
export const DOCUMENTS_CHARACTERS = 200_000;

/** Documents of one registration. */
export const DOCUMENTS = 200;

/** Statements of one request. */
export const STATEMENTS_AT_ONCE = 100;

/** Statements of one launch: each is an operation on the phone and on its way; an eager lesson sends 300. */
export const STATEMENTS_OF_LAUNCH = 2_000;

/** Statements of a launch that its content can read back. */
export const STATEMENTS_READ_BACK = 500;
