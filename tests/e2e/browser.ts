/** The browser of the end-to-end tests: the one `kalium run` uses, with its flags. */
import { chromium, type Browser, type BrowserContext, type Page } from "playwright";
import { chromiumFlags, chromiumPath, readNotebook, type ExecutorChoice, type NotebookSnapshot } from "../../packages/cli/src/index.ts";

export interface BrowserOptions {
  /** Adds the flags that let a machine without a GPU run this executor. */
  readonly executor?: ExecutorChoice;
  readonly extraFlags?: readonly string[];
}

export function launchBrowser({ executor, extraFlags = [] }: BrowserOptions = {}): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: [...chromiumFlags(executor), ...extraFlags] });
}

/** A browser whose data outlive it, for tests that kill it and open it again. The folder is its profile. */
export function launchPersistentBrowser(profileFolder: string, { executor, extraFlags = [] }: BrowserOptions = {}): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profileFolder, {
    executablePath: chromiumPath(),
    headless: true,
    args: [...chromiumFlags(executor), ...extraFlags],
  });
}

/** Polls the notebook on the page until `done`; throws with its last state when the time is over. */
export async function waitForNotebook(page: Page, timeoutMs: number, done: (snapshot: NotebookSnapshot) => boolean): Promise<NotebookSnapshot> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const snapshot = await page.evaluate(readNotebook);
    if (done(snapshot)) return snapshot;
    if (performance.now() > deadlineMs) throw new Error(`The notebook did not get there in ${timeoutMs / 1000} s: ${JSON.stringify(snapshot)}`);
    await page.waitForTimeout(200);
  }
}
