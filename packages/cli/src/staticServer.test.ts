import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { privacyHeaders } from "./headers.ts";
import { PortError, serveFolder, type StaticServer } from "./staticServer.ts";

/** The four lines of the specification, written out here a second time so that a change of one place is noticed. */
const specified = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "connection-allowlist": "(response-origin)",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

const secret = "potassium of someone";
let folder: string;
let server: StaticServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kalium-server-"));
  writeFileSync(join(folder, "secret.txt"), secret);
  const root = join(folder, "web");
  mkdirSync(join(root, "assets"), { recursive: true });
  mkdirSync(join(root, "inner"));
  writeFileSync(join(root, "index.html"), "<!doctype html><title>start</title>");
  writeFileSync(join(root, "inner/index.html"), "<!doctype html><title>inner</title>");
  for (const name of ["index-Ab3_dE9x.js", "style-12345678.css", "kernel-abcdefgh.wasm", "plain.mjs", "mark.svg", "weights.bin"]) {
    writeFileSync(join(root, "assets", name), name);
  }
  symlinkSync(join(folder, "secret.txt"), join(root, "link.txt"));
  server = await serveFolder({ root });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Sends bytes as they are: `fetch` would tidy the path first. */
function sendRaw(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.write(request));
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk));
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}
const getRaw = (path: string): Promise<string> => sendRaw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

function expectHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(specified)) expect(headers.get(name), name).toBe(value);
}

describe("the server", () => {
  it.each([
    ["/", 200, "text/html; charset=utf-8"],
    ["/inner/", 200, "text/html; charset=utf-8"],
    ["/assets/index-Ab3_dE9x.js", 200, "text/javascript; charset=utf-8"],
    ["/assets/plain.mjs", 200, "text/javascript; charset=utf-8"],
    ["/assets/style-12345678.css", 200, "text/css; charset=utf-8"],
    ["/assets/kernel-abcdefgh.wasm", 200, "application/wasm"],
    ["/assets/mark.svg", 200, "image/svg+xml"],
    ["/assets/weights.bin", 200, "application/octet-stream"],
    ["/absent.html", 404, "text/plain; charset=utf-8"],
    ["/assets/", 404, "text/plain; charset=utf-8"],
    ["/%E0%A4%A", 400, "text/plain; charset=utf-8"],
    ["/inner", 308, "text/plain; charset=utf-8"],
  ])("answers %s with %i as %s and all four headers", async (path, status, mediaType) => {
    const response = await fetch(server.origin + path, { redirect: "manual" });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe(mediaType);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expectHeaders(response.headers);
  });

  it("sends the headers with 304, HEAD, a refused method and a request that is not HTTP", async () => {
    const first = await fetch(`${server.origin}/`);
    const again = await fetch(`${server.origin}/`, { headers: { "If-None-Match": first.headers.get("etag")! } });
    expect(again.status).toBe(304);
    expectHeaders(again.headers);
    const head = await fetch(`${server.origin}/`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expectHeaders(head.headers);
    const post = await fetch(`${server.origin}/`, { method: "POST", body: "x" });
    expect(post.status).toBe(405);
    expectHeaders(post.headers);
    const garbage = (await sendRaw("this is not HTTP\r\n\r\n")).toLowerCase();
    expect(garbage).toMatch(/^http\/1\.1 400/);
    for (const [name, value] of Object.entries(specified)) expect(garbage).toContain(`${name}: ${value.toLowerCase()}`);
  });

  it("gives a changed file a new tag", async () => {
    const path = join(folder, "web/changing.txt");
    writeFileSync(path, "one");
    const before = (await fetch(`${server.origin}/changing.txt`)).headers.get("etag");
    writeFileSync(path, "three");
    expect((await fetch(`${server.origin}/changing.txt`)).headers.get("etag")).not.toBe(before);
  });

  it("lets hashed assets be kept for ever and asks about everything else", async () => {
    const cacheOf = async (path: string): Promise<string | null> => (await fetch(server.origin + path)).headers.get("cache-control");
    expect(await cacheOf("/assets/index-Ab3_dE9x.js")).toBe("public, max-age=31536000, immutable");
    expect(await cacheOf("/assets/plain.mjs")).toBe("no-cache");
    expect(await cacheOf("/")).toBe("no-cache");
  });

  it.each(["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/%2e%2e%2f%2e%2e%2fsecret.txt", "/..\\secret.txt", "/%00"])(
    "refuses to leave its folder by %s",
    async (path) => {
      const answer = await getRaw(path);
      expect(answer).toMatch(/^HTTP\/1\.1 403/);
      expect(answer).not.toContain(secret);
      expect(answer).toContain("Connection-Allowlist: (response-origin)");
    },
  );

  it("refuses a link that leads out of its folder", async () => {
    const response = await fetch(`${server.origin}/link.txt`);
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain(secret);
  });

  it("never redirects to another host", async () => {
    expect(await getRaw("//inner")).toMatch(/Location: \/inner\/\r/);
  });

  it("listens on the loopback interface only", () => {
    expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it("says that a port is in use and what to do", async () => {
    await expect(serveFolder({ root: folder, port: server.port })).rejects.toThrow(PortError);
    await expect(serveFolder({ root: folder, port: server.port })).rejects.toThrow(/in use by another program\. Leave out --port/);
  });

  it("collects reports of violations on request, and leaves the policy in force as it is", async () => {
    const collecting = await serveFolder({ root: join(folder, "web"), collectPolicyReports: true });
    const page = await fetch(`${collecting.origin}/`);
    expectHeaders(page.headers);
    expect(page.headers.get("content-security-policy-report-only")).toBe(`${specified["content-security-policy"]}; report-uri /policy-reports`);
    const report = { "effective-directive": "connect-src", "blocked-uri": "http://x/", "source-file": "http://y/a.js", "line-number": 3 };
    for (const body of [JSON.stringify({ "csp-report": report }), "not JSON"]) {
      const response = await fetch(`${collecting.origin}/policy-reports`, { method: "POST", body });
      expect(response.status).toBe(204);
      expectHeaders(response.headers);
    }
    expect(collecting.policyReports).toEqual(["connect-src refused http://x/ in http://y/a.js:3", "a violation whose report cannot be read: not JSON"]);
    await collecting.close();
    expect((await fetch(`${server.origin}/policy-reports`, { method: "POST", body: "x" })).status).toBe(405);
  });

  it("sends the headers it is given instead, so that tests can switch the policy off", async () => {
    const open = await serveFolder({ root: join(folder, "web"), headers: {} });
    const response = await fetch(`${open.origin}/`);
    await open.close();
    for (const name of Object.keys(privacyHeaders)) expect(response.headers.has(name), name).toBe(false);
  });
});
