/** What the player shows at a moment. */
import type { CourseDoc, CourseItem } from "../data/docs.ts";
import type { Captions } from "./captions.ts";
import type { Fault } from "./faults.ts";
import type { QuizRun } from "./quiz/run.ts";

export type Phase =
  | { kind: "loading" }
  | { kind: "fault"; fault: Fault }
  | { kind: "shell" }
  /** The earlier attempt is closed: again, or only a look? */
  | { kind: "closed" }
  /** A SCORM 2004 package leaves the next step to the learner. */
  | { kind: "choose" }
  | { kind: "quiz"; run: QuizRun }
  | { kind: "media"; format: MediaFormat; address: string; startAt: number; captions: Captions[] };

export type MediaFormat = "video" | "audio" | "image";

/** What the address of the player names. */
export interface Opened {
  course: CourseDoc;
  lesson: string;
  item: CourseItem;
}
