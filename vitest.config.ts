import { defineConfig } from "vitest/config";
import { playwright } from "@vitest/browser-playwright";
import { testChromiumFlags, testChromiumPath } from "./tests/chromiumFlags.ts";

const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
const excluded = ["**/node_modules/**", "**/dist/**"];

/** Tests that run in a page of a real browser, cross-origin isolated. */
const inBrowser = (name: string, include: string[], testTimeout: number) => ({
  server: { headers },
  // Scanned before the first test: a dependency found while tests run would reload the page under them.
  optimizeDeps: { entries: ["packages/*/src/**/*.ts"] },
  test: {
    name,
    include,
    exclude: excluded,
    testTimeout,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: testChromiumPath, args: [...testChromiumFlags] } }),
      instances: [{ browser: "chromium" as const }],
    },
  },
});

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          environment: "node",
          include: ["packages/**/*.test.ts", "web/**/*.test.ts", "tests/unit/**/*.test.ts", "tests/bench/**/*.test.ts"],
          exclude: [...excluded, "**/*.browser.test.ts"],
          testTimeout: 60_000,
        },
      },
      inBrowser("browser", ["packages/**/*.browser.test.ts"], 120_000),
      inBrowser("long", ["tests/long/**/*.browser.test.ts"], 1_200_000),
      {
        test: {
          name: "e2e",
          environment: "node",
          include: ["tests/e2e/**/*.test.ts"],
          exclude: excluded,
          testTimeout: 900_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
