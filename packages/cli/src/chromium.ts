/** Which browser drives a headless run, and with which flags. */
import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";
import type { ExecutorChoice } from "./executorChoices.ts";

/** No browser could be started. The message holds the remedy. */
export class BrowserMissing extends Error {
  override readonly name = "BrowserMissing";
}

/** Keep the browser itself from calling its maker: updates, sync, field trials. */
const quietFlags = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"];
/** WebGL on the processor, where Chromium otherwise refuses it. */
const softwareWebglFlags = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
/** WebGPU on Linux is still behind a flag for most adapters. */
const webgpuFlags = ["--enable-unsafe-webgpu", "--enable-features=Vulkan"];
const softwareWebgpuFlags = ["--use-webgpu-adapter=swiftshader"];

/**
 * Chromium's command line for a run on the given executor. SwiftShader stands in only where Linux shows no graphics
 * device, and only when a graphics executor was asked for: it is correct, and slower than WebAssembly.
 */
export function chromiumFlags(executor?: ExecutorChoice): string[] {
  const flags = [...quietFlags];
  // Chromium's sandbox refuses to start as root, which is how containers run.
  if (process.getuid?.() === 0) flags.push("--no-sandbox");
  const noGraphicsDevice = process.platform === "linux" && !existsSync("/dev/dri");
  if (executor === "webgpu" || executor === "tfjs:webgpu") flags.push(...webgpuFlags, ...(noGraphicsDevice ? [...softwareWebgpuFlags, ...softwareWebglFlags] : []));
  if (executor === "tfjs:webgl" && noGraphicsDevice) flags.push(...softwareWebglFlags);
  return flags;
}

/** `CHROMIUM_PATH`, else Debian's Chromium, else (undefined) Playwright's own. */
export function chromiumPath(): string | undefined {
  return process.env.CHROMIUM_PATH ?? (existsSync("/usr/bin/chromium") ? "/usr/bin/chromium" : undefined);
}

/** Starts Chromium without a window. Throws `BrowserMissing`. */
export async function launchChromium(flags: readonly string[]): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  try {
    return await chromium.launch({
      executablePath: chromiumPath(),
      args: [...flags],
      headless: true,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0];
    throw new BrowserMissing(`No Chromium could be started (${reason}). Install Chromium or Chrome, or set CHROMIUM_PATH to its program file.`);
  }
}
