/** What the import wrote about a package (content/description.py): the only thing the player knows of it. */
import type { Sequencing } from "../../shell/scorm2004/tree.ts";
import { ACTIVITIES } from "./limits.ts";

export type Format = "scorm12" | "scorm2004" | "html" | "pdf" | "video" | "image" | "h5p" | "audio" | "epub" | "quiz" | "cmi5" | "tincan";

export interface PackageFile {
  sha256: string;
  size: number;
  type: string;
}

/** One node of a package's list; without `launch` it is a heading. */
export interface Activity {
  id: string;
  title: string;
  launch: string | null;
  parameters: string;
  masteryScore: string;
  maxTimeAllowed: string;
  timeLimitAction: string;
  launchData: string;
  visible: boolean;
  children: Activity[];
}

export interface Description {
  format: Format;
  title: string;
  language: string | null;
  launch: string | null;
  items: Activity[];
  files: Map<string, PackageFile>;
  bytes: number;
  /** Of SCORM 2004 alone; its rules are read by the engine. */
  sequencing: Sequencing | null;
  /** Of cmi5 and Tin Can alone; read by xapi/course.ts. */
  xapi: unknown;
  /** Sites on the internet whose programs its pages want to run: nothing here fetches them. */
  wants: string[];
}

export class DescriptionUnreadable extends Error {
  override name = "DescriptionUnreadable";
}

const FORMATS: readonly string[] = ["scorm12", "scorm2004", "html", "pdf", "video", "image", "h5p", "audio", "epub", "quiz", "cmi5", "tincan"];
const SHA256 = /^[0-9a-f]{64}$/;
const SITE = /^[a-z0-9.-]{1,253}$/;
const TYPE = /^[\w!#$&^.+-]{1,60}\/[\w!#$&^.+-]{1,80}(;\s?charset=[\w-]{1,20})?$/;

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DescriptionUnreadable("expected an object");
  }
  return value as Record<string, unknown>;
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : "";
}

function activities(value: unknown, budget: { left: number }): Activity[] {
  if (!Array.isArray(value)) return [];
  return value.map((raw) => {
    if (budget.left-- <= 0) throw new DescriptionUnreadable("too many items");
    const item = record(raw);
    return {
      id: text(item.id),
      title: text(item.title),
      launch: text(item.launch) || null,
      parameters: text(item.parameters),
      masteryScore: text(item.mastery_score),
      maxTimeAllowed: text(item.max_time_allowed),
      timeLimitAction: text(item.time_limit_action),
      launchData: text(item.launch_data),
      visible: item.visible !== false,
      children: activities(item.children, budget),
    };
  });
}

/** Reads a manifest blob's text; throws DescriptionUnreadable when it is not one. */
export function readDescription(json: string): Description {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw new DescriptionUnreadable("not JSON");
  }
  const raw = record(parsed);
  const format = text(raw.format);
  if (!FORMATS.includes(format)) throw new DescriptionUnreadable(`unknown format ${format}`);
  const files = new Map<string, PackageFile>();
  let bytes = 0;
  const listed = record(raw.files);
  for (const path of Object.keys(listed)) {
    const file = record(listed[path]);
    const sha256 = text(file.sha256);
    const size = Number(file.size);
    if (!SHA256.test(sha256) || !Number.isInteger(size) || size < 0) {
      throw new DescriptionUnreadable(`no hash or size of ${path}`);
    }
    const type = text(file.type);
    files.set(path, { sha256, size, type: TYPE.test(type) ? type : "application/octet-stream" });
    bytes += size;
  }
  return {
    format: format as Format,
    title: text(raw.title),
    language: text(raw.language) || null,
    launch: text(raw.launch) || null,
    items: activities(raw.items, { left: ACTIVITIES }),
    files,
    bytes,
    xapi: raw.xapi ?? null,
    wants: wanted(raw.report),
    sequencing: raw.sequencing === undefined ? null : sequencing(record(raw.sequencing)),
  };
}

function wanted(report: unknown): string[] {
  if (!Array.isArray(report)) return [];
  const notes = report.map(record).filter((note) => note.code === "outside-script");
  return notes.map((note) => text(note.subject)).filter((site) => SITE.test(site));
}

function sequencing(raw: Record<string, unknown>): Sequencing {
  return {
    id: text(raw.id),
    objectivesGlobal: raw.objectives_global !== false,
    dataGlobal: raw.data_global !== false,
    root: raw.root,
    activities: record(raw.activities),
    assets: Array.isArray(raw.assets) ? raw.assets.map(text) : [],
  };
}

/** The activities that can be opened, in the order of the list. */
export function launchable(description: Description): Activity[] {
  const found: Activity[] = [];
  const walk = (items: readonly Activity[]): void => {
    for (const item of items) {
      if (item.launch !== null) found.push(item);
      walk(item.children);
    }
  };
  walk(description.items);
  if (found.length === 0 && description.launch !== null) {
    found.push({
      id: "launch",
      title: description.title,
      launch: description.launch,
      parameters: "",
      masteryScore: "",
      maxTimeAllowed: "",
      timeLimitAction: "",
      launchData: "",
      visible: true,
      children: [],
    });
  }
  return found;
}

/**
 * Finds files of a package the way the import resolves links: exactly, decoded, and last without
 * regard to case, since packages made on Windows link `Image.JPG` to `image.jpg`.
 */
export class PackageFiles {
  private readonly folded = new Map<string, string>();

  constructor(private readonly files: ReadonlyMap<string, PackageFile>) {
    for (const path of files.keys()) {
      const key = path.toLowerCase();
      if (!this.folded.has(key)) this.folded.set(key, path);
    }
  }

  /** `path` as it stood in the address, still percent-encoded, without query; null when there is none. */
  find(path: string): PackageFile | null {
    for (const candidate of spellings(path)) {
      const exact = this.files.get(candidate);
      if (exact) return exact;
    }
    for (const candidate of spellings(path)) {
      const real = this.folded.get(candidate.toLowerCase());
      const file = real === undefined ? undefined : this.files.get(real);
      if (file) return file;
    }
    return null;
  }
}

function spellings(path: string): string[] {
  const found = [path];
  try {
    const decoded = decodeURIComponent(path);
    found.push(decoded, decoded.normalize("NFC"), decoded.replace(/\\/g, "/").normalize("NFC"));
  } catch {
    // A stray percent sign: only the literal spelling can match.
  }
  return found;
}

/** Captions that came with a film or recording, with the language that the file's name ends in ("su.kk.vtt"). */
export function captionFiles(description: Description): { path: string; language: string }[] {
  const paths = Array.from(description.files.keys()).filter((path) => path.toLowerCase().endsWith(".vtt"));
  return paths.sort().map((path) => ({ path, language: /[._-]([a-z]{2,3})\.vtt$/i.exec(path)?.[1]?.toLowerCase() ?? "" }));
}

/** The address of an activity inside its package: its path percent-encoded, then the parameters as the import joined them. */
export function launchAddress(launch: string, parameters: string): string {
  return launch.split("/").map(encodeURIComponent).join("/") + parameters;
}
