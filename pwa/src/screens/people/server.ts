/** What the screens about people ask the school server. */
import { askMine, tellMine } from "../../data/asking.ts";
import type { Cards } from "./cards.ts";
import type { Listed } from "./model.ts";

export type Way = "password" | "pin" | "card";

export interface Device {
  readonly id: number;
  readonly device: string;
  readonly seen_at: string;
}

export interface Tablet {
  readonly id: number;
  readonly device: string;
  readonly issued_at: string;
}

const part = encodeURIComponent;
const people = (answer: Promise<{ people: readonly Listed[] }>): Promise<readonly Listed[]> => answer.then((body) => body.people);

/** Milliseconds for what makes many passwords: 30 ms of the server's CPU each. */
const LONG_MS = 300_000;

export const askPeople = (school: string): Promise<readonly Listed[]> => people(askMine(`/api/v1/people?school=${part(school)}`));

export const askClass = (id: string): Promise<readonly Listed[]> => people(askMine(`/api/v1/classes/${part(id)}/people`));

export const newCard = (person: string, way: Way): Promise<Cards> =>
  askMine(`/api/v1/people/${part(person)}/card`, { method: "POST", json: { way } });

/** Of a class: cards of its pupils or of their parents. */
export type Whose = "pupil" | "parent";

export const classCards = (id: string, way: Way, whose: Whose, only: readonly string[] | null): Promise<Cards> =>
  askMine(`/api/v1/classes/${part(id)}/cards`, { method: "POST", json: { way, whose, people: only }, timeoutMs: LONG_MS });

export const addChild = (id: string, child: { family_name: string; given_name: string; grade: number | null; way: Way }): Promise<Cards> =>
  askMine(`/api/v1/classes/${part(id)}/newcomers`, { method: "POST", json: child });

export const confirmChild = (person: string): Promise<void> => tellMine(`/api/v1/people/${part(person)}/confirmation`, { method: "PUT" });

export const join = (person: string, kept: string): Promise<void> =>
  tellMine(`/api/v1/people/${part(person)}/alias`, { method: "PUT", json: { kept } });

export const partAgain = (person: string): Promise<void> => tellMine(`/api/v1/people/${part(person)}/alias`, { method: "DELETE" });

/** A grade of a class, and the groups of its divided lessons. */
export interface ClassPlace {
  readonly class: string;
  readonly label: string;
  readonly grade: number;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}

/** The class of a pupil; another one may be theirs from the day `first` on. */
export interface Standing {
  readonly class: string;
  readonly label: string;
  readonly grade: number | null;
  readonly since: string | null;
  readonly first: string;
  readonly groups: readonly string[];
  readonly places: readonly ClassPlace[];
}

export interface ClassChange {
  readonly was: string;
  readonly class: string;
  readonly grade: number;
  readonly on: string;
  readonly groups: readonly string[];
}

const classOf = (person: string, school: string): string => `/api/v1/people/${part(person)}/class?school=${part(school)}`;

export const askClassOf = (person: string, school: string): Promise<Standing> => askMine(classOf(person, school));

export const changeClass = (person: string, school: string, json: ClassChange): Promise<void> => tellMine(classOf(person, school), { method: "PUT", json });

const assistant = (learner: string, person: string): string => `/api/v1/inclusion/${part(learner)}/assistants/${part(person)}`;

export const addAssistant = (learner: string, person: string): Promise<void> => tellMine(assistant(learner, person), { method: "PUT" });

export const endAssistant = (learner: string, person: string): Promise<void> => tellMine(assistant(learner, person), { method: "DELETE" });

const guardian = (learner: string, person: string): string => `/api/v1/people/${part(learner)}/guardians/${part(person)}`;

export const linkParent = (learner: string, person: string): Promise<void> => tellMine(guardian(learner, person), { method: "PUT" });

export const partParent = (learner: string, person: string): Promise<void> => tellMine(guardian(learner, person), { method: "DELETE" });

export const addParent = (learner: string, named: { family_name: string; given_name: string }): Promise<void> =>
  tellMine(`/api/v1/people/${part(learner)}/guardians`, { method: "POST", json: named });

export const askDevices = (person: string): Promise<readonly Device[]> =>
  askMine<{ devices: readonly Device[] }>(`/api/v1/people/${part(person)}/devices`).then(({ devices }) => devices);

export const signOut = (person: string, device: number): Promise<void> =>
  tellMine(`/api/v1/people/${part(person)}/devices/${device}`, { method: "DELETE" });

export const askTablets = (id: string): Promise<readonly Tablet[]> =>
  askMine<{ tablets: readonly Tablet[] }>(`/api/v1/classes/${part(id)}/tablets`).then(({ tablets }) => tablets);

export const closeTablet = (id: string, tablet: number): Promise<void> =>
  tellMine(`/api/v1/classes/${part(id)}/tablets/${tablet}`, { method: "DELETE" });

/** One change of a roster's dry run; `line` 0 is somebody who is not in the file. */
export interface Change {
  readonly action: string;
  readonly line: number;
  readonly who: string;
  readonly before: string;
  readonly class_label: string;
  /** The child to whom an adult is linked. */
  readonly child: string;
}

/** A parent of this name is known: the same? Answered for the row `reference`. */
export interface RosterQuestion {
  readonly reference: string;
  readonly line: number;
  readonly who: string;
  readonly child: string;
  readonly known: string;
  /** The known one's children. */
  readonly children: readonly string[];
  /** Of the staff. */
  readonly works: boolean;
  /** Somebody at the school has taken the two apart. */
  readonly ended: boolean;
}

/** By `reference`: whether it is the one who was asked about. */
export type Answers = Readonly<Record<string, boolean>>;

export interface Trouble {
  readonly line: number;
  readonly trouble: string;
  readonly said: string;
}

export interface RosterAnswer extends Cards {
  readonly digest: string | null;
  readonly changes: readonly Change[];
  readonly problems: readonly Trouble[];
  readonly problem_count: number;
  readonly questions: readonly RosterQuestion[];
  readonly repairs: Readonly<Record<string, number>>;
  readonly unchanged: number;
  readonly asks_twice: boolean;
  /** The classes are better moved up before this list. */
  readonly year_first: boolean;
}

const answered = (answers: Answers): string => {
  const rows = (same: boolean): string =>
    Object.keys(answers)
      .filter((one) => answers[one] === same)
      .join(",");
  return `&same=${rows(true)}&other=${rows(false)}`;
};

export const previewRoster = (school: string, file: Blob, answers: Answers): Promise<RosterAnswer> =>
  askMine(`/api/v1/roster/preview?school=${part(school)}${answered(answers)}`, { method: "POST", body: file, timeoutMs: LONG_MS });

export const writeRoster = (school: string, file: Blob, answers: Answers, digest: string, confirmed: boolean): Promise<RosterAnswer> =>
  askMine(`/api/v1/roster?school=${part(school)}&digest=${part(digest)}&confirmed=${String(confirmed)}${answered(answers)}`, {
    method: "POST",
    body: file,
    timeoutMs: LONG_MS,
  });

/** One grade of one class, and the label of its class in the new year; null: it leaves. */
export interface Move {
  readonly class: string;
  readonly label: string;
  readonly grade: number;
  readonly pupils: number;
  /** Names of those who stay in the grade by the council's decision. */
  readonly repeating: readonly string[];
  readonly to: string | null;
}

export interface Rollover {
  readonly year: string;
  readonly digest: string;
  readonly moves: readonly Move[];
}

export const askRollover = (school: string): Promise<Rollover> => askMine(`/api/v1/roster/rollover?school=${part(school)}`);

export const moveClasses = (school: string, digest: string, moves: readonly Move[]): Promise<Rollover> =>
  askMine(`/api/v1/roster/rollover?school=${part(school)}`, {
    method: "POST",
    json: { digest, moves: moves.map((move) => ({ class: move.class, grade: move.grade, to: move.to })) },
    timeoutMs: LONG_MS,
  });
