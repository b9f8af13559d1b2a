/**
 * Watches every page of a browser context for what must not happen: a request off the page's origin, a violation of
 * the content security policy, an uncaught error, a crash. What the browser stops counts too.
 */
import type { BrowserContext, Page } from "playwright-core";
import type { StaticServer } from "./staticServer.ts";

export interface PrivacyWatch {
  /** Addresses asked for on other origins, WebSockets included. */
  readonly offOrigin: readonly string[];
  /** One line per violation: directive and blocked address. */
  readonly violations: readonly string[];
  /** Uncaught errors and crashes of pages. */
  readonly pageErrors: readonly string[];
}

/**
 * Begins to watch; call before the first page is opened. The server's origin is the only one that pages may ask, and
 * its `collectPolicyReports` must be on for the watch to see into workers.
 */
export async function watchPrivacy(context: BrowserContext, { origin, policyReports }: Pick<StaticServer, "origin" | "policyReports">): Promise<PrivacyWatch> {
  const offOrigin: string[] = [];
  const violations: string[] = [];
  const pageErrors: string[] = [];

  context.on("request", (request) => {
    if (!isOwn(request.url(), origin)) offOrigin.push(request.url());
  });
  const watchPage = (page: Page): void => {
    page.on("websocket", (socket) => {
      if (!isOwn(socket.url(), origin)) offOrigin.push(socket.url());
    });
    page.on("console", (message) => {
      if (isPolicyMessage(message.text())) violations.push(message.text());
    });
    page.on("pageerror", (error) => pageErrors.push(error.stack ?? String(error)));
    page.on("crash", () => pageErrors.push(`The page ${page.url()} crashed.`));
  };
  for (const page of context.pages()) watchPage(page);
  context.on("page", watchPage);

  // The event holds what the console line does not: it also fires for what Chromium reports without a console line.
  await context.exposeBinding("reportPolicyViolation", (_source, line: string) => violations.push(line));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const report = (globalThis as unknown as { reportPolicyViolation(line: string): void }).reportPolicyViolation;
      report(`${event.effectiveDirective} refused ${event.blockedURI} in ${event.sourceFile || event.documentURI}:${event.lineNumber}`);
    });
  });
  return {
    offOrigin,
    pageErrors,
    get violations() {
      return [...new Set([...violations, ...policyReports])];
    },
  };
}

/** True for the page's own origin and for addresses that never leave the browser. */
function isOwn(address: string, origin: string): boolean {
  const url = new URL(address);
  if (["data:", "blob:", "about:"].includes(url.protocol)) return true;
  return url.origin === origin;
}

/** How Chromium words a refusal on the console, for workers too. */
function isPolicyMessage(text: string): boolean {
  return /content security policy|connection[- ]allowlist/i.test(text);
}
