import { beforeEach, expect, test, vi } from "vitest";

import { NO_SUPPORT, saveSupport } from "../../src/screens/inclusion/writing.ts";

const phone = vi.hoisted(() => ({ school: "", roles: [] as object[], written: [] as { fields: { school: string } }[] }));

vi.mock(import("../../src/data/rewriting.ts"), async (original) => ({
  ...(await original()),
  standing: () => null,
  change: (operations) => {
    phone.written.push(...(operations as never[]));
    return Promise.resolve(null);
  },
}));
vi.mock(import("../../src/data/records.ts"), async (original) => ({ ...(await original()), records: { list: () => ({ peek: () => phone.roles }) } as never }));
vi.mock(import("../../src/data/session.ts"), async (original) => ({ ...(await original()), session: { peek: () => ({ person: "bota" }) } as never }));
vi.mock(import("../../src/screens/common/schoolOf.ts"), () => ({ schoolOf: () => phone.school, schoolsOf: () => [] }));

beforeEach(() => Object.assign(phone, { school: "", roles: [], written: [] }));

const save = (): Promise<void> => saveSupport("aru", NO_SUPPORT, { ...NO_SUPPORT, extra_time: 25 });
const schools = (): string[] => phone.written.map(({ fields }) => fields.school);

test("support is written for the school that the learner is at", async () => {
  phone.school = "akbulaq";
  await save();
  expect(schools()).toEqual(["akbulaq"]);
});

test("whoever helps the learner writes for the school of that role where the phone knows no class", async () => {
  phone.roles = [
    { person: "bota", role: "assistant", learner: "dias", school: "dala" },
    { person: "bota", role: "assistant", learner: "aru", school: "akbulaq" },
  ];
  await save();
  expect(schools()).toEqual(["akbulaq"]);
});

test("nothing is written, and nothing said to be saved, where the school is not known", async () => {
  await expect(save()).rejects.toThrow("school");
  expect(schools()).toEqual([]);
});
