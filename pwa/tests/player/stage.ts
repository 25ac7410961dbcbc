/** Stands in for the shell at the other end of the port. */
import type { ToShell } from "../../src/player/protocol.ts";

export interface Stage {
  sent: ToShell[];
  joins: number;
  removed: boolean;
  closed: boolean;
  reset(): void;
  join(place: HTMLElement, origin: string, hear: (event: MessageEvent<unknown>) => void): Promise<unknown>;
  /** What comes out of the port, with the port to answer on. */
  say(raw: unknown, reply?: { close(): void }): void;
}

export function shellStage(): Stage {
  let hear: (event: MessageEvent<unknown>) => void = () => undefined;
  const stage: Stage = {
    sent: [],
    joins: 0,
    removed: false,
    closed: false,
    reset() {
      stage.sent = [];
      stage.joins = 0;
      stage.removed = stage.closed = false;
    },
    join(_place, _origin, listener) {
      hear = listener;
      stage.joins += 1;
      return Promise.resolve({
        frame: { remove: () => (stage.removed = true) },
        port: { close: () => (stage.closed = true) },
        worker: true,
        send: (message: ToShell) => stage.sent.push(message),
      });
    },
    say(raw, reply) {
      hear({ data: raw, ports: reply ? [reply] : [] } as unknown as MessageEvent<unknown>);
    },
  };
  return stage;
}
