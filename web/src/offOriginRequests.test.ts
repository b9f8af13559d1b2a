import { describe, expect, it } from "vitest";
import type { OffOriginCount } from "./offOriginRequests.ts";
import { isOffOrigin, watchOffOriginRequests } from "./offOriginRequests.ts";

const origin = "http://127.0.0.1:8080";

function watch(): { counts: OffOriginCount[]; load(address: string): void; violate(blockedURI: string, originalPolicy?: string): void; stop(): void; stopped: boolean } {
  const counts: OffOriginCount[] = [];
  const violations = new EventTarget();
  let onAddress = (_address: string): void => {};
  const watched = {
    counts,
    stopped: false,
    load: (address: string) => onAddress(address),
    violate: (blockedURI: string, originalPolicy = "default-src 'none'") => violations.dispatchEvent(Object.assign(new Event("securitypolicyviolation"), { blockedURI, originalPolicy })),
    stop: (): void => {},
  };
  watched.stop = watchOffOriginRequests({ origin, violations, observeResources: (callback) => ((onAddress = callback), () => (watched.stopped = true)) }, (count) => counts.push(count));
  return watched;
}

describe("watchOffOriginRequests", () => {
  it("says 0 at once, and stays at 0 for the page's own resources", () => {
    const { counts, load } = watch();
    load(`${origin}/assets/a.js`);
    load("blob:http://127.0.0.1:8080/1");
    load("data:text/plain,x");
    expect(counts).toEqual([{ sent: 0, refused: 0, addresses: [] }]);
  });

  it("counts a request that went out and one that the policy stopped, each by its address", () => {
    const { counts, load, violate } = watch();
    load("https://cdn.example/x.js");
    violate("https://sink.example/collect");
    expect(counts.at(-1)).toEqual({ sent: 1, refused: 1, addresses: ["https://cdn.example/x.js", "https://sink.example/collect"] });
  });

  it("counts a request once that two policies stop, and two requests twice", () => {
    const { counts, violate } = watch();
    for (const address of ["https://sink.example/a", "https://sink.example/a"]) {
      violate(address, "header");
      violate(address, "meta");
    }
    expect(counts.at(-1)).toEqual({ sent: 0, refused: 2, addresses: ["https://sink.example/a"] });
  });

  it("does not take a refused inline script or eval for a request", () => {
    const { counts, violate } = watch();
    for (const keyword of ["inline", "eval", "wasm-eval", "data", "blob", ""]) violate(keyword);
    expect(counts).toHaveLength(1);
  });

  it("stops when told to", () => {
    const watched = watch();
    watched.stop();
    watched.violate("https://sink.example/");
    expect(watched.counts).toHaveLength(1);
    expect(watched.stopped).toBe(true);
  });
});

describe("isOffOrigin", () => {
  it.each([
    ["https://example.org/", true],
    ["http://127.0.0.1:8081/", true],
    ["https://127.0.0.1:8080/", true],
    ["http://127.0.0.1.example/", true],
    ["//cdn.example/x.js", true],
    ["ws://127.0.0.1:8080/socket", false],
    ["wss://example.org/", true],
    ["./assets/x.js", false],
    ["about:blank", false],
  ])("of %s is %s", (address, expected) => {
    expect(isOffOrigin(address, origin)).toBe(expected);
  });
});
