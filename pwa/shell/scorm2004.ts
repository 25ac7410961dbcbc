/** The SCORM 2004 API that content finds on its parent window; fetched only for such a package. */
import { VALUE_CHARACTERS } from "../src/player/limits.ts";
import type { Launch2004, ValuesMessage } from "../src/player/protocol.ts";
import { Outbound } from "./outbound.ts";
import { Api, type ContentApi2004 } from "./scorm2004/cmi/api.ts";
import { Model } from "./scorm2004/cmi/model.ts";

/** One activity's session with its content. */
export class Runtime2004 {
  readonly api: ContentApi2004;
  private readonly lms: Api;
  private readonly outbound: Outbound;

  constructor(
    activity: string,
    launch: Launch2004,
    send: (message: ValuesMessage) => void,
    now = (): number => performance.now(),
  ) {
    const { valid } = launch;
    const model = new Model(launch.values, launch.buckets, (request, target) => {
      if (request === "continue" || request === "previous") return String(valid[request]);
      const targets = request === "choice" ? valid.choice : valid.jump;
      return target === null ? "unknown" : String(targets.includes(target));
    });
    const outbound = new Outbound(activity, send, now);
    this.outbound = outbound;
    this.lms = new Api(model, {
      set: (element, value) => {
        // A response longer than the app keeps is the content's to read back, for as long as it runs.
        if (value.length <= VALUE_CHARACTERS) outbound.note(element, value);
      },
      committed: () => outbound.commit(),
      terminated: () => outbound.flush(true),
    });
    this.api = this.lms.api;
  }

  get running(): boolean {
    return this.lms.running;
  }

  get spoke(): boolean {
    return this.lms.spoke;
  }

  flush(): void {
    this.outbound.flush();
  }
}
