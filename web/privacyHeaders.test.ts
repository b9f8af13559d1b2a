import { expect, it } from "vitest";
import { privacyHeaders } from "../packages/cli/src/index.ts";
import { metaPolicy, readPrivacyHeaders } from "./privacyHeaders.ts";

it("sends from static hosts what the local server sends", () => {
  expect(readPrivacyHeaders()).toEqual(privacyHeaders);
});

it("leaves out of the meta element only what browsers ignore there", () => {
  const policy = metaPolicy(readPrivacyHeaders());
  expect(policy).not.toContain("frame-ancestors");
  expect(`${policy}; frame-ancestors 'none'`).toBe(privacyHeaders["Content-Security-Policy"]);
});
