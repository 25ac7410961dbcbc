/** The SCORM 1.2 API that content finds on its parent window: scorm-again for the data model, ours for the rest. */
import type { Values, ValuesMessage } from "../src/player/protocol.ts";
import { Outbound } from "./outbound.ts";
import { Scorm12API } from "./scorm-again.ts";

/** The functions of SCORM 1.2 RTE 3.4.4 that content calls. */
export interface ContentApi {
  LMSInitialize: (parameter?: string) => string;
  LMSFinish: (parameter?: string) => string;
  LMSGetValue: (element: string) => string;
  LMSSetValue: (element: string, value: unknown) => string;
  LMSCommit: (parameter?: string) => string;
  LMSGetLastError: () => string;
  LMSGetErrorString: (code: string | number) => string;
  LMSGetDiagnostic: (code: string | number) => string;
}

/** One activity's session with its content: every accepted value is passed on within JOURNAL_DELAY_MS. */
export class Runtime {
  readonly api: ContentApi;
  private readonly model: Scorm12API;
  private readonly outbound: Outbound;

  constructor(activity: string, seed: Values, send: (message: ValuesMessage) => void, now = (): number => performance.now()) {
    const outbound = new Outbound(activity, send, now);
    this.outbound = outbound;
    const model = new Scorm12API({ logLevel: 5, mastery_override: false, autocommit: false });
    model.loadFromFlattenedJSON(seed, "");
    this.model = model;
    // Plain closures: content often takes the functions off the object before calling them.
    this.api = {
      LMSInitialize: (parameter = "") => model.lmsInitialize(parameter),
      LMSFinish: (parameter = "") => {
        const running = model.isInitialized();
        const result = model.lmsFinish(parameter);
        // Content that finishes on its last page and again while unloading has finished once.
        if (running && result === "true") outbound.flush(true);
        return result;
      },
      LMSGetValue: (element) => model.lmsGetValue(element),
      LMSSetValue: (element, value) => {
        const result = model.lmsSetValue(element, value);
        if (result === "true") outbound.note(element, String(value));
        return result;
      },
      LMSCommit: (parameter = "") => {
        const result = model.lmsCommit(parameter);
        if (result === "true") outbound.commit();
        return result;
      },
      LMSGetLastError: () => model.lmsGetLastError(),
      LMSGetErrorString: (code) => model.lmsGetErrorString(String(code)),
      LMSGetDiagnostic: (code) => model.lmsGetDiagnostic(String(code)),
    };
  }

  /** Between LMSInitialize and LMSFinish. */
  get running(): boolean {
    return this.model.isInitialized();
  }

  /** The content has called LMSInitialize at some time. */
  get spoke(): boolean {
    return !this.model.isNotInitialized();
  }

  /** Sends what waits, now. */
  flush(): void {
    this.outbound.flush();
  }
}
