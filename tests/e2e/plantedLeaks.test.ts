/**
 * Proves the eye of the egress test. Each way out of a page is planted once: with the headers off it must reach the
 * sink and be seen, with them on it must not arrive, and the attempt must be reported where the browser reports at all.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { privacyHeaders, serveFolder, watchPrivacy, type PrivacyWatch, type StaticServer } from "../../packages/cli/src/index.ts";
import { launchPersistentBrowser } from "./browser.ts";
import { openSink, type RecordingSink } from "./recordingSink.ts";

/** One server with its browser. A profile on disk, since Chromium makes no preconnects in a private window. */
interface Scene {
  readonly server: StaticServer;
  readonly context: BrowserContext;
  readonly watch: PrivacyWatch;
}

const profiles: string[] = [];
let sink: RecordingSink;
let unguarded: Scene;
let policyOnly: Scene;
let guarded: Scene;

async function openScene(headers: Readonly<Record<string, string>>, collectPolicyReports: boolean): Promise<Scene> {
  const server = await serveFolder({ root: join(import.meta.dirname, "planted"), headers, collectPolicyReports });
  const profile = mkdtempSync(join(tmpdir(), "kalium-profile-"));
  profiles.push(profile);
  const context = await launchPersistentBrowser(profile);
  return { server, context, watch: await watchPrivacy(context, server) };
}

beforeAll(async () => {
  const { "Connection-Allowlist": _allowlist, ...withoutAllowlist } = privacyHeaders;
  sink = await openSink();
  unguarded = await openScene({}, false);
  policyOnly = await openScene(withoutAllowlist, false);
  guarded = await openScene(privacyHeaders, true);
});
afterAll(async () => {
  for (const scene of [unguarded, policyOnly, guarded]) {
    await scene?.context.close();
    await scene?.server.close();
  }
  await sink?.close();
  for (const profile of profiles) rmSync(profile, { recursive: true, force: true });
});

/** What the watch and the sink saw of one planted leak. */
async function plant({ server, context, watch }: Scene, channel: string, settled: (arrived: boolean, noticed: boolean) => boolean, limitMs: number): Promise<{ arrived: boolean; noticed: boolean }> {
  const countNoticed = (): number => watch.offOrigin.length + watch.violations.length;
  const before = countNoticed();
  const mark = { preconnect: "tcp", stun: "udp" }[channel] ?? channel;
  sink.clear();
  const page = await context.newPage();
  // The allow-list may kill the renderer that opens a STUN connection; that is one way of not letting it out.
  await page.goto(`${server.origin}/leak.html?channel=${channel}&http=${sink.httpPort}&tcp=${sink.tcpPort}&udp=${sink.udpPort}`).catch(() => undefined);
  const deadlineMs = performance.now() + limitMs;
  while (performance.now() < deadlineMs && !settled(sink.hasSeen(mark), countNoticed() > before)) await new Promise((resolve) => setTimeout(resolve, 50));
  const outcome = { arrived: sink.hasSeen(mark), noticed: countNoticed() > before };
  for (const opened of context.pages().slice(1)) await opened.close().catch(() => undefined);
  // A second report of this leak must not be taken for the next one's.
  await new Promise((resolve) => setTimeout(resolve, 150));
  return outcome;
}

const stoppedByPolicy = [
  "fetch", "xhr", "beacon", "websocket", "eventsource", "img", "css-url", "font", "script", "stylesheet", "frame", "object", "video", "form",
  "prefetch", "preload", "modulepreload", "module-import", "worker-fetch", "worker-import", "headerless-404-frame",
];
/** Only the connection allow-list stops these, and it does so without a word. */
const stoppedByAllowlist = ["preconnect", "popup", "top-navigation", "stun"];
/** Chromium does not list these as requests; what arrives is seen by the sink only. */
const unlisted = new Set(["preconnect", "stun"]);

describe("a planted leak", () => {
  it.each([...stoppedByPolicy, ...stoppedByAllowlist])("by %s reaches the sink with the headers off, and is seen", async (channel) => {
    const outcome = await plant(unguarded, channel, (arrived, noticed) => arrived && (noticed || unlisted.has(channel)), 10_000);
    expect(outcome).toEqual({ arrived: true, noticed: !unlisted.has(channel) });
  });

  it.each(stoppedByPolicy)("by %s is stopped and reported with the headers on", async (channel) => {
    // Once the refusal is reported, nothing is under way any more.
    expect(await plant(guarded, channel, (_arrived, noticed) => noticed, 10_000)).toEqual({ arrived: false, noticed: true });
  });

  it.each(stoppedByAllowlist)("by %s is stopped with the headers on", async (channel) => {
    expect((await plant(guarded, channel, (arrived) => arrived, 2000)).arrived).toBe(false);
  });

  it.each(stoppedByAllowlist)("by %s gets out when the connection allow-list alone is missing", async (channel) => {
    expect((await plant(policyOnly, channel, (arrived) => arrived, 10_000)).arrived).toBe(true);
  });
});
