/**
 * A teacher's lesson file on its way into the library, as steps without database or network.
 *
 * The file stays on the phone until the server has imported it, so a cut connection or a closed app
 * costs at most one chunk: the next run asks the server how far it got and goes on from there.
 */
import { sha256Of } from "./hash.ts";

/** Bytes of one package; the server's limit for content. */
export const CONTENT_BYTES = 1024 ** 3;
/** Milliseconds between two questions about an import under way. */
const IMPORT_POLL_MS = 1000;
/** Times one upload may be started afresh because the server forgot it or the bytes arrived broken. */
const FRESH_STARTS = 3;

/** Days that the server is sure to have what nobody has published; its limits say so, too. */
const KEPT_DAYS = 30;

/** Words in the three languages of the school. */
export type Words = Readonly<Record<"kk" | "ru" | "en", string>>;

export interface Finding {
  readonly code: string;
  readonly subject: string | null;
  readonly messages: Words;
}

/** One thing to open that an uploaded file became. */
export interface ImportedPiece {
  readonly manifest: string;
  readonly format: string;
  readonly title: string;
  readonly launch: string | null;
  readonly bytes: number;
}

export interface ImportedLesson {
  readonly title: string;
  readonly items: readonly ImportedPiece[];
}

/** What an uploaded file became: its first piece, and all of them by lesson. */
export interface Imported extends ImportedPiece {
  readonly report: readonly Finding[];
  readonly lessons: readonly ImportedLesson[];
  /** Bytes a phone keeps for all of it. */
  readonly phoneBytes: number;
}

export interface UploadProblem {
  readonly type: string;
  readonly title: string;
  readonly hint: string | null;
  readonly messages: Words | null;
}

/**
 * stopping: the person no longer wants it, and the server has not been told yet. choosing: nor has it been told with
 * which page the file opens.
 */
export type UploadStage = "hashing" | "sending" | "importing" | "done" | "refused" | "choosing" | "stopping" | "stopped";

export interface UploadJob {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly startedAt: number;
  readonly sha256: string | null;
  /** The server's id of this upload. */
  readonly remote: string | null;
  readonly stage: UploadStage;
  /** Bytes of `size` while sending; hundredths while importing. */
  readonly done: number;
  /** While importing: the server makes a film or recording phone-sized, which takes minutes. */
  readonly converting?: boolean;
  readonly freshStarts: number;
  readonly result: Imported | null;
  readonly problem: UploadProblem | null;
  /** Pages of a refused file, one of which may be chosen to open it with. */
  readonly candidates?: readonly string[];
  /** The one that was chosen. */
  readonly launch?: string;
  /** What was filled in of where it goes; the screen's own. */
  readonly form?: unknown;
}

/** The server's view of an upload: GET /api/v1/uploads/<id>. */
export interface RemoteUpload {
  readonly offset: number;
  readonly state: "receiving" | "checking" | "importing" | "done" | "refused";
  /** Hundredths of the import. */
  readonly progress: number;
  readonly converting: boolean;
  readonly result: Imported | null;
  readonly problem: UploadProblem | null;
  readonly candidates: readonly string[];
}

/** The way to the server. Calls reject with UploadRefused, UploadLost, or whatever a cut throws. */
export interface UploadRoad {
  /** Sends what the server lacks of the file; `begun` keeps the server's id for the next try. */
  send(job: UploadJob, file: Blob, begun: (remote: string) => Promise<void>, progress: (bytes: number) => void): Promise<string>;
  state(remote: string): Promise<RemoteUpload>;
  /** The server imports the file once more, to open with this page. */
  choose(remote: string, launch: string): Promise<void>;
  /** The server drops what it has of the upload. */
  stop(remote: string): Promise<void>;
}

/** Where jobs and their files survive the app. */
export interface UploadStore {
  put(job: UploadJob): Promise<void>;
  file(id: string): Promise<Blob | null>;
  dropFile(id: string): Promise<void>;
}

/** The server said no, and asking again will not help. */
export class UploadRefused extends Error {
  constructor(readonly problem: UploadProblem) {
    super(problem.title);
    this.name = "UploadRefused";
  }
}

/** The server no longer knows this upload, or its bytes are not the file's: begin afresh. */
export class UploadLost extends Error {
  constructor() {
    super("the server has lost the upload");
    this.name = "UploadLost";
  }
}

export interface UploadPorts {
  readonly road: UploadRoad;
  readonly store: UploadStore;
  changed(job: UploadJob): void;
  pause(ms: number): Promise<void>;
}

/** Whether nothing is left to do for a job but to read what became of it. */
export function isOver({ stage }: UploadJob): boolean {
  return stage === "done" || stage === "refused" || stage === "stopped";
}

/** Whether the server may have let go of what became of it, so that it has to be asked. */
export function isOld({ startedAt }: UploadJob, now: number): boolean {
  return now - startedAt > KEPT_DAYS * 24 * 3600 * 1000;
}

/**
 * Carries one job as far as it goes: until it is over, or to the first cut, which is thrown
 * on so that the caller waits and calls again with the job it was last told of.
 */
export async function carry(start: UploadJob, ports: UploadPorts): Promise<UploadJob> {
  let job = start;
  const keep: Keep = async (change) => {
    job = { ...job, ...change };
    await ports.store.put(job);
    ports.changed(job);
  };
  while (!isOver(job)) {
    try {
      if (job.stage === "stopping") await stop(job, ports, keep);
      else if (job.stage === "choosing") await choose(job, ports, keep);
      else if (job.stage === "importing" && job.remote !== null) await follow(job, job.remote, ports, keep);
      else await send(job, ports, keep);
    } catch (error) {
      if (error instanceof UploadRefused) await keep({ stage: "refused", problem: error.problem, candidates: [] });
      else if (!(error instanceof UploadLost)) throw error;
      else if (job.freshStarts >= FRESH_STARTS) await keep({ stage: "refused", problem: KEEPS_BREAKING });
      else await keep({ remote: null, stage: "sending", done: 0, freshStarts: job.freshStarts + 1 });
    }
  }
  await ports.store.dropFile(job.id);
  return job;
}

type Keep = (change: Partial<UploadJob>) => Promise<void>;

async function send(job: UploadJob, ports: UploadPorts, keep: Keep): Promise<void> {
  const file = await ports.store.file(job.id);
  if (!file) {
    await keep({ stage: "refused", problem: FILE_GONE, candidates: [] });
  } else if (job.sha256 === null) {
    await keep({ sha256: await sha256Of(file), stage: "sending", done: 0 });
  } else {
    let remote = job.remote;
    remote = await ports.road.send(
      job,
      file,
      async (id) => {
        remote = id;
        await keep({ remote: id });
      },
      // The server's offset is the truth after a restart, so progress needs no write of its own.
      (done) => ports.changed({ ...job, remote, done }),
    );
    await keep({ remote, stage: "importing", done: 0 });
  }
}

async function stop(job: UploadJob, ports: UploadPorts, keep: Keep): Promise<void> {
  try {
    if (job.remote !== null) await ports.road.stop(job.remote);
  } catch (error) {
    // Lost or refused: there is nothing there that could be stopped.
    if (!(error instanceof UploadLost || error instanceof UploadRefused)) throw error;
  }
  await keep({ stage: "stopped" });
}

async function choose({ remote, launch }: UploadJob, ports: UploadPorts, keep: Keep): Promise<void> {
  if (remote === null || launch === undefined) throw new UploadLost();
  await ports.road.choose(remote, launch);
  await keep({ stage: "importing", done: 0, problem: null, candidates: [] });
}

async function follow(job: UploadJob, remote: string, ports: UploadPorts, keep: Keep): Promise<void> {
  const state = await ports.road.state(remote);
  if (state.state === "done" && state.result) await keep({ stage: "done", done: 100, result: state.result });
  // An earlier try with the same file was stopped while the server worked on it: this one is wanted.
  else if (state.state === "refused" && state.problem?.type === "import-stopped") throw new UploadLost();
  else if (state.state === "refused") await keep({ stage: "refused", problem: state.problem ?? KEEPS_BREAKING, candidates: state.candidates });
  else if (state.state === "receiving") await keep({ stage: "sending", done: state.offset });
  else {
    ports.changed({ ...job, done: state.progress, converting: state.converting });
    await ports.pause(IMPORT_POLL_MS);
  }
}

const FILE_GONE: UploadProblem = {
  type: "file-gone",
  title: "The phone no longer has this file.",
  hint: null,
  messages: {
    kk: "Файл телефонда қалмапты. Оны қайта таңдаңыз.",
    ru: "Файла больше нет на телефоне. Выберите его ещё раз.",
    en: "The phone no longer has this file. Choose it again.",
  },
};

const KEEPS_BREAKING: UploadProblem = {
  type: "upload-broken",
  title: "The file keeps arriving broken.",
  hint: null,
  messages: {
    kk: "Файл мектеп серверіне бүлініп жетіп тұр. Файл ашыла ма, тексеріп, қайта жіберіп көріңіз.",
    ru: "Файл доходит до школьного сервера повреждённым. Проверьте, открывается ли он, и отправьте ещё раз.",
    en: "The file keeps arriving damaged. Check that it opens, then send it again.",
  },
};
