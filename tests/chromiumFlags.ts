/** The browser that tests and the bench drive, and how it is started. */
import { existsSync } from "node:fs";

/** `CHROMIUM_PATH`, else Debian's; Playwright's own when neither is there. */
export const testChromiumPath = process.env.CHROMIUM_PATH ?? (existsSync("/usr/bin/chromium") ? "/usr/bin/chromium" : undefined);

/** Quiet, and with WebGPU and WebGL on the processor. */
export const testChromiumFlags: readonly string[] = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];
