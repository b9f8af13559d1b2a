import { expect, it } from "vitest";
import { printHeadersFile, privacyHeaders } from "./headers.ts";

it("prints a _headers file whose block for every path holds each header on one line", () => {
  const [path, ...lines] = printHeadersFile().trimEnd().split("\n");
  expect(path).toBe("/*");
  expect(Object.fromEntries(lines.map((line) => line.trim().split(/: (.*)/s).slice(0, 2)))).toEqual(privacyHeaders);
});

it("allows WebAssembly to be compiled and no script text to be evaluated", () => {
  const policy = privacyHeaders["Content-Security-Policy"];
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
  expect(policy).not.toMatch(/'unsafe-eval'|'unsafe-inline'|\*|https?:/);
});
