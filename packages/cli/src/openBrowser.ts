import { spawn } from "node:child_process";

/** The program that opens an address in the person's browser; null where there is no screen to show it on. */
export function browserOpener(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): { program: string; args: string[] } | null {
  if (platform === "darwin") return { program: "open", args: [] };
  // `start` is a word of the shell; its first quoted argument would be a window title.
  if (platform === "win32") return { program: "cmd", args: ["/c", "start", ""] };
  const hasScreen = Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
  return hasScreen ? { program: "xdg-open", args: [] } : null;
}

/** Opens the address if it can. Never fails: the address has been printed, so the person can open it by hand. */
export function openBrowser(address: string): void {
  const opener = browserOpener(process.platform, process.env);
  if (opener === null) return;
  const child = spawn(opener.program, [...opener.args, address], { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}
