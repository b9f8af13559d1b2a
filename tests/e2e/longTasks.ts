/**
 * How long the page thread was blocked. Two eyes: the browser's own long-task entries, and the gaps between the ticks
 * of a timer, which also see what the browser does not call a task.
 */
import type { BrowserContext, Page } from "playwright";

export interface PageThreadBlocks {
  /** Longest long task in ms; 0 when none reached the browser's threshold of 50 ms. */
  readonly longestTaskMs: number;
  /** Longest lateness of a 16 ms timer in ms. On a machine whose cores are all busy it also holds waiting for a core. */
  readonly longestGapMs: number;
  /** The five longest tasks, newest measure since the last reset, for a failing test to print. */
  readonly worst: readonly { readonly atMs: number; readonly durationMs: number; readonly scripts: readonly string[] }[];
}

interface Recorder {
  reset(): void;
  read(): PageThreadBlocks;
}
type RecordingWindow = typeof globalThis & { pageThreadRecorder: Recorder };

/** Begins to measure in every page of the context that is opened from now on. */
export async function recordPageThread(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    if (window !== window.top) return;
    const tickMs = 16;
    let tasks: { atMs: number; durationMs: number; scripts: string[] }[] = [];
    let longestGapMs = 0;
    let sinceMs = 0;
    let lastTickMs = performance.now();
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.startTime >= sinceMs) tasks.push({ atMs: entry.startTime, durationMs: entry.duration, scripts: [] });
    }).observe({ type: "longtask", buffered: true });
    // A long frame names the scripts that made it long; a long task does not.
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { scripts: { duration: number; invoker: string; sourceURL: string; sourceFunctionName: string }[] })[]) {
        const task = tasks.find(({ atMs, durationMs }) => atMs < entry.startTime + entry.duration && entry.startTime < atMs + durationMs);
        task?.scripts.push(...entry.scripts.map((script) => `${Math.round(script.duration)} ms ${script.invoker} ${script.sourceFunctionName} ${script.sourceURL.split("/").at(-1)}`));
      }
    }).observe({ type: "long-animation-frame", buffered: true });
    const tick = (): void => {
      const nowMs = performance.now();
      longestGapMs = Math.max(longestGapMs, nowMs - lastTickMs - tickMs);
      lastTickMs = nowMs;
      setTimeout(tick, tickMs);
    };
    setTimeout(tick, tickMs);
    (globalThis as RecordingWindow).pageThreadRecorder = {
      reset: () => {
        tasks = [];
        longestGapMs = 0;
        sinceMs = lastTickMs = performance.now();
      },
      read: () => ({
        longestTaskMs: Math.max(0, ...tasks.map(({ durationMs }) => durationMs)),
        longestGapMs,
        worst: [...tasks].sort((a, b) => b.durationMs - a.durationMs).slice(0, 5),
      }),
    };
  });
}

/** Forgets what was measured so far, for example the loading of the page. */
export async function resetPageThread(page: Page): Promise<void> {
  await page.evaluate(() => (globalThis as RecordingWindow).pageThreadRecorder.reset());
}

/** What was measured since the last reset. Observers are told a moment late, so this waits for them. */
export async function readPageThread(page: Page): Promise<PageThreadBlocks> {
  await page.waitForTimeout(300);
  return page.evaluate(() => (globalThis as RecordingWindow).pageThreadRecorder.read());
}
