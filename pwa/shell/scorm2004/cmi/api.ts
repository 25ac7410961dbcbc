/** API_1484_11: the functions that SCORM 2004 content calls, and the states between them (RTE 3.1). */
import * as E from "./errors.ts";
import type { Answer, Model } from "./model.ts";

export interface ContentApi2004 {
  readonly version: string;
  Initialize: (parameter?: string) => string;
  Terminate: (parameter?: string) => string;
  GetValue: (element?: string) => string;
  SetValue: (element?: string, value?: unknown) => string;
  Commit: (parameter?: string) => string;
  GetLastError: () => string;
  GetErrorString: (code?: string | number) => string;
  GetDiagnostic: (code?: string | number) => string;
}

/** What the page around the content wants to know. */
export interface Listener {
  set(element: string, value: string): void;
  committed(): void;
  terminated(): void;
}

type Phase = "before" | "running" | "after";

/** Phase and error codes of one content; the functions hang off `api` as plain closures. */
export class Api {
  readonly api: ContentApi2004;
  private phase: Phase = "before";
  private error = E.NO_ERROR;

  constructor(
    private readonly model: Model,
    private readonly listener: Listener,
  ) {
    this.api = {
      version: "1.0",
      Initialize: (parameter = "") => this.initialize(parameter),
      Terminate: (parameter = "") => this.terminate(parameter),
      GetValue: (element = "") => this.getValue(element),
      SetValue: (element = "", value = "") => this.setValue(element, textOf(value)),
      Commit: (parameter = "") => this.commit(parameter),
      GetLastError: () => String(this.error),
      GetErrorString: (code = "") => E.errorText(String(code)),
      GetDiagnostic: (code = "") => E.errorText(String(code) === "" ? String(this.error) : String(code)),
    };
  }

  get running(): boolean {
    return this.phase === "running";
  }

  get spoke(): boolean {
    return this.phase !== "before";
  }

  private initialize(parameter: string): string {
    if (parameter !== "") return this.failed(E.ARGUMENT);
    if (this.phase === "running") return this.failed(E.ALREADY_INITIALIZED);
    if (this.phase === "after") return this.failed(E.TERMINATED);
    this.phase = "running";
    return this.done();
  }

  private terminate(parameter: string): string {
    if (parameter !== "") return this.failed(E.ARGUMENT);
    if (this.phase !== "running") return this.failed(this.phase === "before" ? E.TERMINATE_BEFORE : E.TERMINATE_AFTER);
    this.phase = "after";
    this.listener.terminated();
    return this.done();
  }

  private getValue(element: string): string {
    if (this.phase !== "running") {
      this.error = this.phase === "before" ? E.GET_BEFORE : E.GET_AFTER;
      return "";
    }
    const answer: Answer = this.model.get(element);
    this.error = answer.error;
    return answer.value;
  }

  private setValue(element: string, value: string): string {
    if (this.phase !== "running") return this.failed(this.phase === "before" ? E.SET_BEFORE : E.SET_AFTER);
    const error = this.model.set(element, value);
    if (error !== E.NO_ERROR) return this.failed(error);
    this.listener.set(element, value);
    return this.done();
  }

  private commit(parameter: string): string {
    if (parameter !== "") return this.failed(E.ARGUMENT);
    if (this.phase !== "running") return this.failed(this.phase === "before" ? E.COMMIT_BEFORE : E.COMMIT_AFTER);
    this.listener.committed();
    return this.done();
  }

  private done(): string {
    this.error = E.NO_ERROR;
    return "true";
  }

  private failed(error: number): string {
    this.error = error;
    return "false";
  }
}

/** Content written in JavaScript sets numbers and booleans as they are. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
