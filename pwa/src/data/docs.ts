/** Documents as GET /api/v1/changes delivers them. Times are RFC 3339 UTC texts, dates `YYYY-MM-DD`. */
import type { Published } from "../assessment/policies.ts";
import type { InquiryDoc } from "./docs-people.ts";
import type { AttendanceDoc, CalendarDoc, ClosureDoc, GroupDoc, JournalDoc, MembershipDoc, PlanRowDoc, SharedPlanDoc, SlotDoc, SubjectDoc, SubstitutionDoc } from "./docs-planning.ts";
import type { AdoptedPolicyDoc, AssessmentDoc, ScoreDoc, TermLockDoc, TermMarkDoc, YearMarkDoc, YearOutcomeDoc } from "./docs-assessment.ts";
import type { ClubAttendanceDoc, ClubDoc, ClubMeetingDoc, ClubMemberDoc, ClubResultDoc } from "./docs-clubs.ts";
import type { ConcernDoc, ConcernStepDoc } from "./docs-concerns.ts";
import type { ConsentDoc } from "./docs-consent.ts";
import type { RouteDoc, RouteReviewDoc, SupportDoc } from "./docs-inclusion.ts";
import type { PortfolioDoc } from "./docs-portfolio.ts";
import type { PaperDoc, QuestionDoc, QuizDoc } from "./docs-quizzes.ts";

export type * from "./docs-assessment.ts";
export type * from "./docs-clubs.ts";
export type * from "./docs-concerns.ts";
export type * from "./docs-consent.ts";
export type * from "./docs-inclusion.ts";
export type * from "./docs-planning.ts";
export type * from "./docs-portfolio.ts";
export type * from "./docs-quizzes.ts";

/** Set on documents that so far exist, or were changed, only by an operation still on this phone. */
export interface Overlaid {
  readonly local?: "phone";
}

export interface SchoolDoc {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly timezone: string;
}

export interface ClassDoc {
  readonly id: string;
  readonly school: string;
  readonly label: string;
  readonly grades: readonly number[];
  readonly language: string;
  /** «2027/2028»: the school year that label and grades are of; older servers don't say. */
  readonly year?: string | null;
}

export interface PersonDoc {
  readonly id: string;
  /** Display form «Фамилия Имя». */
  readonly name: string;
  readonly family_name: string;
  readonly given_name: string;
}

export interface EnrolmentDoc {
  readonly id: string;
  readonly person: string;
  readonly class: string;
  readonly grade: number;
  readonly starts_on: string | null;
  readonly ends_on: string | null;
}

export interface RoleDoc {
  readonly id: string;
  readonly person: string;
  readonly role: string;
  readonly school: string | null;
  readonly class: string | null;
  readonly subject: string | null;
  /** Whom an assistant helps. */
  readonly learner?: string | null;
}

/** A second record of one child: its work is shown under `kept`. */
export interface AliasDoc {
  readonly id: string;
  readonly person: string;
  readonly kept: string;
}

export interface GuardianDoc {
  readonly id: string;
  readonly guardian: string;
  readonly learner: string;
}

export type ItemFormat = "scorm12" | "scorm2004" | "cmi5" | "tincan" | "html" | "pdf" | "video" | "image" | "h5p" | "audio" | "epub" | "quiz";

export interface CourseItem {
  readonly id: string;
  readonly title: string;
  readonly format: ItemFormat;
  /** sha256 of the content description in the blob store. */
  readonly manifest: string;
  readonly launch: string | null;
  readonly bytes: number;
}

export interface CourseLesson {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly items: readonly CourseItem[];
}

export interface CourseDoc extends Overlaid {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly subject: string;
  readonly grades: readonly number[];
  readonly edition: number;
  /** null: a national course. */
  readonly school: string | null;
  /** The operation that published it last; absent from older servers. */
  readonly op?: string;
  readonly lessons: readonly CourseLesson[];
}

/** A file beside a record. `n` addresses it on the server and is absent before it got there. */
export interface FileDoc {
  readonly n?: number;
  /** arriving: the server knows of the file but hasn't got its bytes from the other phone yet. */
  readonly state?: "here" | "arriving";
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
}

export type AnswerForm = "text" | "photo" | "file" | "audio";

/** What a work is looked at for. */
export interface Criterion {
  readonly name: string;
  readonly max: number;
}

export interface AssignmentDoc extends Overlaid {
  readonly id: string;
  readonly school?: string;
  readonly class: string;
  readonly author: string;
  readonly title: string;
  readonly instructions: string;
  readonly course?: string | null;
  readonly lesson: string | null;
  readonly item: string | null;
  readonly due_at: string | null;
  readonly max_mark: number | null;
  readonly accepts: readonly AnswerForm[];
  readonly files: readonly FileDoc[];
  /** null or absent: for the whole class. A family sees only its own children here. */
  readonly learners?: readonly string[] | null;
  readonly criteria?: readonly Criterion[];
  /** The notice that the task came with. */
  readonly packet?: string | null;
  readonly created_at: string;
  /** The operation that an edit stands on; absent before a server has told it. */
  readonly op?: string;
}

export interface SubmissionDoc extends Overlaid {
  readonly id: string;
  readonly assignment: string;
  readonly learner: string;
  /** Photographed by a teacher from paper. */
  readonly taken_in?: boolean;
  readonly text: string;
  readonly files: readonly FileDoc[];
  readonly attempts: readonly string[];
  /** When it was made, as far as the phone that made it knew the school's time. */
  readonly made_at: string;
  /** As the school server's clock said; null while only on the phone. */
  readonly received_at: string | null;
  readonly at_school: boolean;
  readonly seen_at: string | null;
  /** The operation and all its files are kept for good at the upstream. */
  readonly central: boolean;
  readonly receipt: string | null;
  readonly op: string;
}

/** Lines over the n-th file of a work: a colour's letter and a width, then points in thousandths. */
export interface Drawn {
  readonly file: number;
  readonly lines: readonly string[];
}

/** What a mark may say beside its figure. */
export interface MarkWords {
  /** No mark: the work goes back to be done again. */
  readonly returned?: boolean;
  /** By criterion of the task. */
  readonly points?: readonly (number | null)[];
  readonly drawing?: readonly Drawn[];
}

export interface OtherMark extends MarkWords {
  readonly submission?: string | null;
  readonly mark: string;
  readonly comment: string;
  readonly author: string;
  readonly op: string;
}

export interface MarkDoc extends Overlaid, MarkWords {
  /** `<assignment>~<learner>` */
  readonly id: string;
  readonly assignment: string;
  readonly learner: string;
  readonly submission: string | null;
  readonly mark: string;
  readonly max: number | null;
  readonly comment: string;
  readonly author: string;
  readonly made_at: string;
  readonly op: string;
  readonly central: boolean;
  /** What the teacher said. */
  readonly files?: readonly FileDoc[];
  /** Marks given concurrently that do not stand. */
  readonly others: readonly OtherMark[];
}

/** [raw, min, max] as decimal texts. */
export type Score = readonly [string | null, string | null, string | null];

export interface AttemptDoc extends Overlaid {
  readonly id: string;
  readonly learner: string;
  readonly item: string;
  readonly lesson: string;
  readonly course: string;
  /** The edition that the attempt was made in, and its description where the phone that made it said so. */
  readonly edition?: number;
  readonly manifest?: string | null;
  readonly session: string;
  readonly completion: string;
  readonly success: string;
  readonly score: Score | null;
  readonly total_time_s: number;
  /** Bookmark and suspend data reach only the learner. */
  readonly location?: string | null;
  readonly suspend?: string | null;
  readonly at: string;
  /** The operation that a new session goes on from. */
  readonly op?: string;
  readonly central: boolean;
}

/** What a leader of the school decided about an operation of this person's that was held. */
export interface JudgementDoc {
  /** The operation. */
  readonly id: string;
  readonly released: boolean;
  readonly reason: string;
  readonly author: string | null;
  readonly at: string;
}

/** Words to a class, or to some of it; tasks that name it make it a packet. */
export interface NoticeDoc extends Overlaid {
  readonly id: string;
  readonly school?: string;
  readonly class: string;
  readonly author: string | null;
  readonly title: string;
  readonly text: string;
  readonly due_at: string | null;
  readonly learners: readonly string[] | null;
  readonly created_at: string;
  readonly op?: string;
}

/** When a task or notice came to whose phone, and when it was opened there; for teachers. */
export interface ReadingDoc {
  /** The task's or notice's id. */
  readonly id: string;
  readonly class: string;
  readonly delivered: Readonly<Record<string, string>>;
  readonly opened: Readonly<Record<string, string>>;
}

/** What a teacher arranged with one learner about a task. */
export interface ArrangementDoc extends Overlaid {
  /** `<assignment>~<learner>` */
  readonly id: string;
  readonly assignment: string;
  readonly learner: string;
  readonly due_at?: string | null;
  readonly on_paper?: boolean;
  readonly reminded_at?: string | null;
  readonly op?: string;
}

export interface Docs {
  notice: NoticeDoc;
  reading: ReadingDoc;
  arrangement: ArrangementDoc;
  school: SchoolDoc;
  class: ClassDoc;
  person: PersonDoc;
  enrolment: EnrolmentDoc;
  role: RoleDoc;
  guardian: GuardianDoc;
  alias: AliasDoc;
  course: CourseDoc;
  assignment: AssignmentDoc;
  submission: SubmissionDoc;
  mark: MarkDoc;
  attempt: AttemptDoc;
  judgement: JudgementDoc;
  calendar: CalendarDoc;
  subject: SubjectDoc;
  slot: SlotDoc;
  group: GroupDoc;
  membership: MembershipDoc;
  substitution: SubstitutionDoc;
  closure: ClosureDoc;
  plan_row: PlanRowDoc;
  shared_plan: SharedPlanDoc;
  journal: JournalDoc;
  attendance: AttendanceDoc;
  assessment: AssessmentDoc;
  score: ScoreDoc;
  term_mark: TermMarkDoc;
  adopted_policy: AdoptedPolicyDoc;
  published_policy: Published;
  term_lock: TermLockDoc;
  year_mark: YearMarkDoc;
  year_outcome: YearOutcomeDoc;
  quiz: QuizDoc;
  question: QuestionDoc;
  paper: PaperDoc;
  support: SupportDoc;
  route: RouteDoc;
  route_review: RouteReviewDoc;
  inquiry: InquiryDoc;
  club: ClubDoc;
  club_member: ClubMemberDoc;
  club_meeting: ClubMeetingDoc;
  club_attendance: ClubAttendanceDoc;
  club_result: ClubResultDoc;
  portfolio: PortfolioDoc;
  consent: ConsentDoc;
  concern: ConcernDoc;
  concern_step: ConcernStepDoc;
}

export type RecordType = keyof Docs;

export const RECORD_TYPES: readonly RecordType[] = [
  "school",
  "class",
  "person",
  "enrolment",
  "role",
  "guardian",
  "alias",
  "course",
  "assignment",
  "notice",
  "reading",
  "arrangement",
  "submission",
  "mark",
  "attempt",
  "judgement",
  "calendar",
  "subject",
  "slot",
  "group",
  "membership",
  "substitution",
  "closure",
  "plan_row",
  "shared_plan",
  "journal",
  "attendance",
  "assessment",
  "score",
  "term_mark",
  "adopted_policy",
  "published_policy",
  "term_lock",
  "year_mark",
  "year_outcome",
  "quiz",
  "question",
  "paper",
  "support",
  "route",
  "route_review",
  "inquiry",
  "club",
  "club_member",
  "club_meeting",
  "club_attendance",
  "club_result",
  "portfolio",
  "consent",
  "concern",
  "concern_step",
];

export function isRecordType(text: string): text is RecordType {
  return (RECORD_TYPES as readonly string[]).includes(text);
}
