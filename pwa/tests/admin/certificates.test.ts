/** What an administrator is advised about each way to open the box. */
import { describe, expect, it } from "vitest";

import { adviceOf, type Certificates, type Rung } from "../../src/screens/admin/certificates.ts";

const NOTHING: Rung = { rung: "named", state: "none", until: null, days_left: null, issuer: "", addresses: [] };
const BOX: Certificates = { name: null, tls: true, waiting: false, rungs: [] };
const NAMED: Certificates = { ...BOX, name: "s1.mektep.example" };

describe("advice on certificates", () => {
  it("asks for a name, then waits for what was asked for", () => {
    expect(adviceOf(BOX, NOTHING)).toBe("do_name");
    expect(adviceOf({ ...NAMED, waiting: true }, NOTHING)).toBe("do_waiting");
    expect(adviceOf(NAMED, NOTHING)).toBe("do_exchange");
    expect(adviceOf(NAMED, { ...NOTHING, state: "over" })).toBe("do_exchange");
    expect(adviceOf(NAMED, { ...NOTHING, state: "ok" })).toBe("do_nothing");
  });

  it("says first that HTTPS is off, and once", () => {
    expect(adviceOf({ ...BOX, tls: false }, NOTHING)).toBe("do_off");
    expect(adviceOf({ ...BOX, tls: false }, { ...NOTHING, rung: "local" })).toBeNull();
  });

  it("leaves the plain address alone while there is one", () => {
    expect(adviceOf(BOX, { ...NOTHING, rung: "plain", state: "ok" })).toBeNull();
    expect(adviceOf(BOX, { ...NOTHING, rung: "plain" })).toBe("do_plain");
    expect(adviceOf(BOX, { ...NOTHING, rung: "local" })).toBe("do_local");
  });
});
