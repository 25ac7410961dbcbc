import { expect, test } from "vitest";
import { inTurn } from "../../shell/in-turn.ts";

test("what is asked for while something opens waits until it is open", async () => {
  const said: string[] = [];
  let open: (() => void) | undefined;
  const slow = new Promise<void>((resolve) => (open = resolve));
  const take = inTurn<string>(
    async (order) => {
      said.push(`${order} begins`);
      if (order === "first") await slow;
      said.push(`${order} is open`);
    },
    () => undefined,
  );
  take("first");
  take("second");
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(said).toEqual(["first begins"]);
  open?.();
  await expect.poll(() => said).toEqual(["first begins", "first is open", "second begins", "second is open"]);
});

test("an order that fails is told, and the next has its turn", async () => {
  const said: string[] = [];
  const take = inTurn<string>(
    (order) => (order === "broken" ? Promise.reject(new Error(order)) : Promise.resolve(void said.push(`${order} is open`))),
    (order) => said.push(`${order} failed`),
  );
  take("broken");
  take("whole");
  await expect.poll(() => said).toEqual(["broken failed", "whole is open"]);
});
