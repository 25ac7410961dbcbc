/** scorm-again's module exports the class by name; its type declarations say it is the default. */
import * as published from "scorm-again/scorm12";
import type Declared from "scorm-again/scorm12";

export type Scorm12API = Declared;
export const { Scorm12API } = published as unknown as { Scorm12API: typeof Declared };
