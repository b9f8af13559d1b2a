/** Contenders in headless Chromium: a browser of its own for each, a page that is cross-origin isolated under the product's policy, a worker. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import type { Browser, Page } from "playwright";
import { build, preview } from "vite";
import { readPrivacyHeaders } from "../../web/privacyHeaders.ts";
import { testChromiumFlags, testChromiumPath } from "../chromiumFlags.ts";
import type { ContenderSpec } from "./contenders.ts";
import type { BenchReply, BenchRequest } from "./page/bench.worker.ts";
import type { Runner } from "./runner.ts";
import type { TaskName } from "./workload.ts";

const FLAGS = [
  ...testChromiumFlags,
  // Measures memory at once, not at the next garbage collection.
  "--enable-blink-features=ForceEagerMeasureMemory",
];
/** A contender may overrun its budget by one step, which in the slowest takes minutes. */
const OVERRUN_MS = 600_000;
const OPEN_LIMIT_MS = 180_000;
const MEASURE_LIMIT_MS = 20_000;
/** Where it is taken, the next one is. */
const FIRST_PORT = 4917;

export interface BenchSite {
  readonly url: string;
  /** The same page, where workers may also start from blob: addresses, as some peers start theirs. */
  readonly blobWorkersUrl: string;
  close(): Promise<void>;
}

/** Builds the page and serves it with the headers of the product. */
export async function serveSite(): Promise<BenchSite> {
  const root = fileURLToPath(new URL("./page", import.meta.url));
  const outDir = fileURLToPath(new URL("../../.cache/bench/site", import.meta.url));
  await build({
    configFile: false,
    root,
    base: "./",
    logLevel: "error",
    worker: { format: "es" },
    build: { outDir, emptyOutDir: true, target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 100_000 },
  });
  const serve = (headers: Readonly<Record<string, string>>) => preview({ configFile: false, root, logLevel: "error", build: { outDir }, preview: { host: "127.0.0.1", port: FIRST_PORT, headers } });
  const headers = readPrivacyHeaders();
  const policy = headers["Content-Security-Policy"].replace("worker-src 'self'", "worker-src 'self' blob:");
  const [own, blobWorkers] = [await serve(headers), await serve({ ...headers, "Content-Security-Policy": policy })];
  return {
    url: own.resolvedUrls!.local[0],
    blobWorkersUrl: blobWorkers.resolvedUrls!.local[0],
    async close() {
      await own.close();
      await blobWorkers.close();
    },
  };
}

export interface BrowserFacts {
  readonly version: string;
  readonly adapter: string;
  readonly isolated: boolean;
}

async function openPage(url: string): Promise<{ browser: Browser; page: Page }> {
  const browser = await chromium.launch({ executablePath: testChromiumPath, headless: true, args: FLAGS });
  const page = await browser.newPage();
  page.on("crash", () => void browser.close());
  await page.goto(url);
  await page.waitForFunction(() => "askBench" in window);
  return { browser, page };
}

/** @throws {Error} when it takes longer than the limit */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`gave no answer in ${Math.round(limitMs / 1000)} s`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function ask<Kind extends BenchReply["kind"]>(page: Page, request: BenchRequest, kind: Kind, limitMs: number): Promise<Extract<BenchReply, { kind: Kind }>> {
  const reply = await within(limitMs, page.evaluate((message) => window.askBench(message), request));
  if (reply.kind !== kind) throw new Error(`The worker answered "${reply.kind}" to "${request.kind}".`);
  return reply as Extract<BenchReply, { kind: Kind }>;
}

export async function describeBrowser(site: BenchSite): Promise<BrowserFacts> {
  const { browser, page } = await openPage(site.url);
  try {
    const { adapter, isolated } = await ask(page, { kind: "describe" }, "described", OPEN_LIMIT_MS);
    return { version: browser.version(), adapter, isolated };
  } finally {
    await browser.close();
  }
}

/** A figure of /proc/PID/status in bytes; null where there is no /proc, or the process has ended. */
function processBytes(id: number, figure: "VmRSS" | "VmHWM"): number | null {
  try {
    return Number(new RegExp(`^${figure}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${id}/status`, "utf8"))![1]) * 1024;
  } catch {
    return null;
  }
}

/** By how much processes grew at their peak, together. Renderers that the browser held in reserve may have ended. */
function peakGrowthBytes(ids: readonly number[], baseBytes: readonly (number | null)[]): number | null {
  const growths = ids.flatMap((id, at) => {
    const [base, peak] = [baseBytes[at], processBytes(id, "VmHWM")];
    return base === null || peak === null ? [] : [peak - base];
  });
  return growths.length === 0 ? null : growths.reduce((sum, bytes) => sum + bytes, 0);
}

/** Starting has a peak of its own, above what a small contender needs. */
function forgetPeaks(ids: readonly number[]): void {
  for (const id of ids) {
    try {
      writeFileSync(`/proc/${id}/clear_refs`, "5");
    } catch {
      // No /proc, or not ours: then the peak is null or a little high.
    }
  }
}

/** Playwright puts its own call before the message. */
function withoutStack(error: unknown): Error {
  return new Error((error instanceof Error ? error.message : String(error)).replace(/^page\.evaluate: (Error: )?/, "").split("\n")[0]);
}

export async function browserRunner(site: BenchSite, spec: Exclude<ContenderSpec, { kind: "pytorch" }>, task: TaskName): Promise<Runner> {
  // jax-js waits without end for workers that the product's policy refuses.
  const { browser, page } = await openPage(spec.kind === "jax" ? site.blobWorkersUrl : site.url);
  try {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    // The renderer holds the worker, the GPU process what WebGPU and WebGL allocate.
    const ids = processInfo.filter(({ type }) => type === "renderer" || type === "GPU").map(({ id }) => id);
    forgetPeaks(ids);
    const baseBytes = ids.map((id) => processBytes(id, "VmRSS"));
    const { adapter } = await ask(page, { kind: "open", spec, task }, "opened", OPEN_LIMIT_MS);
    return {
      adapter,
      async run(count, budgetMs) {
        try {
          return (await ask(page, { kind: "run", count, budgetMs }, "ran", budgetMs + OVERRUN_MS)).report;
        } catch (error) {
          throw withoutStack(error);
        }
      },
      async measureMemory() {
        const growthBytes = peakGrowthBytes(ids, baseBytes);
        const pageBytes = await within(MEASURE_LIMIT_MS, page.evaluate(() => window.measurePage())).catch(() => NaN);
        return { peakGrowthBytes: growthBytes, pageBytes: Number.isFinite(pageBytes) ? pageBytes : null };
      },
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw withoutStack(error);
  }
}
