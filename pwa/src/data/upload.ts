/**
 * Sending a teacher's lesson file to the school server, piece by piece.
 *
 * The file stays on the phone until the server has imported it, so a cut connection or a closed app
 * costs at most one chunk: the next run asks the server how far it got and goes on from there.
 */
import { sha256Of } from "./hash.ts";
import { CHUNK_BYTES } from "./limits.ts";

/** Bytes of one package; the server's limit for content. */
export const CONTENT_BYTES = 1024 ** 3;
/** Milliseconds between two questions about an import under way. */
const IMPORT_POLL_MS = 1000;
/** Times one upload may be started afresh because the server forgot it or the bytes arrived broken. */
const FRESH_STARTS = 3;

/** Words in the three languages of the school. */
export type Words = Readonly<Record<"kk" | "ru" | "en", string>>;

export interface Finding {
  readonly code: string;
  readonly subject: string | null;
  readonly messages: Words;
}

export interface Imported {
  readonly manifest: string;
  readonly format: string;
  readonly title: string;
  readonly launch: string | null;
  readonly bytes: number;
  readonly report: readonly Finding[];
}

export interface UploadProblem {
  readonly type: string;
  readonly title: string;
  readonly hint: string | null;
  readonly messages: Words | null;
}

export type UploadStage = "hashing" | "sending" | "importing" | "done" | "refused";

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
  readonly freshStarts: number;
  readonly result: Imported | null;
  readonly problem: UploadProblem | null;
  /** The result has been put into a course. */
  readonly published: boolean;
}

/** The server's view of an upload. */
export interface RemoteUpload {
  readonly offset: number;
  readonly state: "receiving" | "checking" | "importing" | "done" | "refused";
  readonly progress: number;
  readonly result: Imported | null;
  readonly problem: UploadProblem | null;
}

/** The way to the server. Every call rejects with UploadRefused, UploadLost or any network error. */
export interface UploadRoad {
  create(job: UploadJob): Promise<{ id: string; offset: number }>;
  offset(remote: string): Promise<number>;
  /** Sends one chunk and answers with the new offset. */
  append(remote: string, offset: number, chunk: Blob): Promise<number>;
  state(remote: string): Promise<RemoteUpload>;
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
  }
}

/** The server no longer knows this upload, or holds another offset or other bytes. */
export class UploadLost extends Error {
  constructor(readonly reason: "unknown" | "offset" | "hash") {
    super(`upload lost: ${reason}`);
  }
}

export interface UploadPorts {
  readonly road: UploadRoad;
  readonly store: UploadStore;
  changed(job: UploadJob): void;
  pause(ms: number): Promise<void>;
}

/**
 * Carries one job as far as it goes: to `done` or `refused`, or to the first network error, which
 * is thrown on so that the caller waits and calls again with the job last told of.
 */
export async function carry(start: UploadJob, ports: UploadPorts): Promise<UploadJob> {
  let job = start;
  const keep = async (change: Partial<UploadJob>): Promise<void> => {
    job = { ...job, ...change };
    await ports.store.put(job);
    ports.changed(job);
  };
  const refuse = (problem: UploadProblem) => keep({ stage: "refused", problem });

  while (job.stage !== "done" && job.stage !== "refused") {
    try {
      if (job.stage === "importing") {
        await follow(job, ports, keep);
        continue;
      }
      const file = await ports.store.file(job.id);
      if (!file) {
        await refuse(FILE_GONE);
      } else if (job.sha256 === null) {
        await keep({ sha256: await sha256Of(file), stage: "sending", done: 0 });
      } else if (job.remote === null) {
        const created = await ports.road.create(job);
        await keep({ remote: created.id, stage: "sending", done: created.offset });
        if (created.offset >= job.size) await keep({ stage: "importing", done: 0 });
      } else {
        await send(job, job.remote, file, ports, keep);
      }
    } catch (error) {
      if (error instanceof UploadRefused) await refuse(error.problem);
      else if (error instanceof UploadLost && error.reason !== "offset") {
        if (job.freshStarts >= FRESH_STARTS) await refuse(KEEPS_BREAKING);
        else await keep({ remote: null, stage: "sending", done: 0, freshStarts: job.freshStarts + 1 });
      } else if (!(error instanceof UploadLost)) throw error;
    }
  }
  await ports.store.dropFile(job.id);
  return job;
}

type Keep = (change: Partial<UploadJob>) => Promise<void>;

async function send(job: UploadJob, remote: string, file: Blob, ports: UploadPorts, keep: Keep): Promise<void> {
  let offset = await ports.road.offset(remote);
  while (offset < file.size) {
    offset = await ports.road.append(remote, offset, file.slice(offset, offset + CHUNK_BYTES));
    // The server's offset is the truth after a restart, so progress needs no write of its own.
    ports.changed({ ...job, done: offset });
  }
  await keep({ stage: "importing", done: 0 });
}

async function follow(job: UploadJob, ports: UploadPorts, keep: Keep): Promise<void> {
  if (job.remote === null) {
    await keep({ stage: "sending", done: 0 });
    return;
  }
  const state = await ports.road.state(job.remote);
  if (state.state === "done" && state.result) await keep({ stage: "done", done: 100, result: state.result });
  else if (state.state === "refused") await keep({ stage: "refused", problem: state.problem ?? KEEPS_BREAKING });
  else if (state.state === "receiving") await keep({ stage: "sending", done: state.offset });
  else {
    ports.changed({ ...job, done: state.progress });
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
