import { describe, expect, it } from "vitest";

import { parse } from "../../../src/player/protocol.ts";
import { readRequest, toResponse, XAPI } from "../../../shell/xapi.ts";

const ADDRESS = "https://b.example/x/0123456789abcdef0123456789abcdef/xapi/statements?statementId=1";

describe("the virtual record store's place in the content origin's worker", () => {
  it("is below the nonce of one launch", () => {
    expect(XAPI.exec(new URL(ADDRESS).pathname)?.slice(1)).toEqual(["0123456789abcdef0123456789abcdef", "xapi/statements"]);
    expect(XAPI.test("/x/0123/xapi/statements")).toBe(false);
  });

  it("hands on the method, the query, the headers that matter and the body, as a message that the app takes", async () => {
    const headers = { Authorization: "Basic eDp5", "X-Experience-API-Version": "1.0.3", "X-Other": "secret" };
    const read = await readRequest(new Request(ADDRESS, { method: "PUT", headers, body: "{}" }), "xapi/statements", "?statementId=1");
    expect(read).toMatchObject({ method: "PUT", path: "xapi/statements", query: "statementId=1", body: "{}" });
    expect(JSON.stringify(read)).not.toContain("secret");
    expect(parse({ type: "xapi", ...(read as object) })).toMatchObject({ type: "xapi", method: "PUT" });
  });

  it("refuses other methods and bodies beyond the limit before the app hears of them", async () => {
    expect(await readRequest(new Request(ADDRESS, { method: "PATCH", body: "{}" }), "x", "")).toBe(405);
    expect(await readRequest(new Request(ADDRESS, { method: "PUT", body: "x".repeat(1_000_001) }), "x", "")).toBe(413);
  });

  it("answers so that nothing a lesson kept can run as a page", async () => {
    const guarded = new Headers({ "Content-Security-Policy": "default-src 'self'" });
    const response = toResponse({ status: 200, headers: { "Content-Type": "text/html" }, body: "<script></script>" }, "GET", guarded);
    expect(response.headers.get("Content-Security-Policy")).toBe("sandbox; default-src 'none'");
    expect(await response.text()).toBe("<script></script>");
    const nothing = toResponse({ status: 204, headers: {}, body: null }, "PUT", new Headers());
    expect([nothing.status, await nothing.text()]).toEqual([204, ""]);
  });

  it("lets the app drop what is no request", () => {
    expect(parse({ type: "xapi", method: "GET", path: "xapi/about", query: "", headers: { authorization: 7 }, body: "" })).toBeNull();
    expect(parse({ type: "xapi", method: "GET", path: "xapi/about", query: "", body: "" })).toBeNull();
  });
});
