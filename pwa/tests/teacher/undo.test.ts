import { beforeEach, describe, expect, it } from "vitest";

import { UndoQueue, type HeldAct, type HeldOperation, type UndoPorts } from "../../src/screens/teacher/model/undo.ts";

const act = (id: string, value: string): HeldAct => ({
  id,
  heldAt: 0,
  operations: [{ kind: "mark.give", record: id, base: null, fields: { mark: value } }],
  shown: { type: "mark", record: id, learner: "p-aru", mark: value, comment: "" },
});

/** A phone whose timers fire when told and whose store outlives the app. */
class Phone {
  readonly kept = new Map<string, HeldAct>();
  readonly sent: HeldOperation[] = [];
  readonly timers = new Set<() => void>();
  done = false;
  onSend: () => void = () => undefined;

  start(): UndoQueue {
    this.timers.clear();
    const ports: UndoPorts = {
      store: {
        all: () => Promise.resolve([...this.kept.values()]),
        put: (one) => Promise.resolve(void this.kept.set(one.id, one)),
        remove: (id) => Promise.resolve(void this.kept.delete(id)),
      },
      send: (operation) => {
        this.sent.push(operation);
        this.onSend();
        return Promise.resolve();
      },
      isDone: () => this.done,
      later: (_ms, then) => {
        this.timers.add(then);
        return () => this.timers.delete(then);
      },
      changed: () => undefined,
    };
    return new UndoQueue(ports);
  }

  marks(): unknown[] {
    return this.sent.map((operation) => operation.fields.mark);
  }
}

describe("an act that can be taken back", () => {
  let phone: Phone;
  let queue: UndoQueue;

  beforeEach(() => {
    phone = new Phone();
    queue = phone.start();
  });

  it("is safe on the phone at once and sent when its seconds are over", async () => {
    await queue.hold(act("a~b", "8"));
    expect(phone.kept.size).toBe(1);
    expect(phone.sent).toEqual([]);
    for (const fire of phone.timers) fire();
    await queue.flush();
    expect(phone.marks()).toEqual(["8"]);
    expect(phone.kept.size).toBe(0);
  });

  it("never happens when it is taken back", async () => {
    await queue.hold(act("a~b", "8"));
    expect(await queue.undo("a~b")).toBe(true);
    await queue.flush();
    expect(phone.sent).toEqual([]);
    expect(phone.kept.size).toBe(0);
    expect(await queue.undo("a~b")).toBe(false);
  });

  it("replaces an earlier act on the same record", async () => {
    await queue.hold(act("a~b", "8"));
    await queue.hold(act("a~b", "9"));
    await queue.flush();
    expect(phone.marks()).toEqual(["9"]);
    expect(phone.timers.size).toBe(0);
  });

  it("is sent once however it is released", async () => {
    await queue.hold(act("a~b", "8"));
    for (const fire of phone.timers) fire();
    await Promise.all([queue.flush(), queue.flush()]);
    expect(phone.marks()).toEqual(["8"]);
  });

  it("survives the app being killed within its seconds", async () => {
    await queue.hold(act("a~b", "8"));
    await phone.start().recover();
    expect(phone.marks()).toEqual(["8"]);
    expect(phone.kept.size).toBe(0);
  });

  it("waits for its own teacher when somebody else takes the phone", async () => {
    await queue.hold(act("a~b", "8"));
    queue.forget();
    await queue.flush();
    expect(phone.sent).toEqual([]);
    await queue.recover();
    expect(phone.marks()).toEqual(["8"]);
  });

  it("of several operations stops where its teacher has gone, and is whole at their next time", async () => {
    const dispute = act("a~b", "8");
    await queue.hold({ ...dispute, operations: [...dispute.operations, ...dispute.operations] });
    phone.onSend = () => queue.forget();
    await queue.flush();
    expect(phone.marks(), "the second is not written under somebody else's name").toEqual(["8"]);
    expect(phone.kept.size).toBe(1);
  });

  it("is not sent again when the app died between sending and forgetting", async () => {
    await queue.hold(act("a~b", "8"));
    phone.done = true;
    await phone.start().recover();
    expect(phone.sent).toEqual([]);
    expect(phone.kept.size).toBe(0);
  });
});
