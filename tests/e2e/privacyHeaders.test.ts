/** Every answer of the production server carries the four headers; so does the file that static hosts read. */
import { readFileSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { extname, join, relative, sep } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { builtPages, mediaTypeOf, printHeadersFile, privacyHeaders, type StaticServer } from "../../packages/cli/src/index.ts";
import { serveProduction } from "./productionServer.ts";

let server: StaticServer;
let files: string[];

beforeAll(async () => {
  server = await serveProduction();
  files = readdirSync(builtPages, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(builtPages, join(entry.parentPath, entry.name)).split(sep).join("/"));
});
afterAll(() => server?.close());

function expectHeaders(response: Response): void {
  for (const [name, value] of Object.entries(privacyHeaders)) expect(response.headers.get(name), `${name} of ${response.url}`).toBe(value);
}

it("carries the headers and the right media type on every built file", async () => {
  expect(new Set(files.map((file) => extname(file)))).toContain(".js");
  for (const file of files) {
    const response = await fetch(`${server.origin}/${encodeURI(file)}`);
    expect(response.status, file).toBe(200);
    expect(response.headers.get("content-type"), file).toBe(mediaTypeOf(file));
    expectHeaders(response);
    await response.body?.cancel();
  }
});

it("builds no file whose kind the server does not know", () => {
  // Weights and other plain bytes are served as such on purpose.
  const plainBytes = new Set([".bin", ".safetensors", ".dat", ""]);
  const unknown = files.filter((file) => mediaTypeOf(file) === "application/octet-stream" && !plainBytes.has(extname(file)));
  expect(unknown).toEqual([]);
});

it("carries the headers on 404, 304 and a refused method", async () => {
  const missing = await fetch(`${server.origin}/there-is-no-such-page.html`);
  expect(missing.status).toBe(404);
  expectHeaders(missing);
  const page = await fetch(`${server.origin}/`);
  const again = await fetch(`${server.origin}/`, { headers: { "If-None-Match": page.headers.get("etag")! } });
  expect(again.status).toBe(304);
  expectHeaders(again);
  const put = await fetch(`${server.origin}/`, { method: "PUT", body: "x" });
  expect(put.status).toBe(405);
  expectHeaders(put);
});

it("serves nothing from outside the build", async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    let text = "";
    const socket = connect(server.port, "127.0.0.1", () => socket.write("GET /assets/../../../package.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    socket.on("data", (chunk) => (text += chunk)).on("end", () => resolve(text)).on("error", reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 403/);
  expect(answer).not.toContain("devDependencies");
});

it("ships the same headers in the file for static hosts", () => {
  expect(readFileSync(join(builtPages, "_headers"), "utf8")).toBe(printHeadersFile());
});
