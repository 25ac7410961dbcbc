/** What the player shows at a moment. */
import type { Captions } from "./captions.ts";
import type { Fault } from "./faults.ts";
import type { QuizRun } from "./quiz/run.ts";

export type Phase =
  | { kind: "loading" }
  | { kind: "fault"; fault: Fault }
  | { kind: "shell" }
  /** A SCORM 2004 package leaves the next step to the learner. */
  | { kind: "choose" }
  | { kind: "quiz"; run: QuizRun }
  | { kind: "media"; format: MediaFormat; address: string; startAt: number; captions: Captions[] };

export type MediaFormat = "video" | "audio" | "image";
