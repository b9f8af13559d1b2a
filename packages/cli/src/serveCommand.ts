import type { ServeCommand } from "./commandLine.ts";
import { openBrowser } from "./openBrowser.ts";
import { builtPages, requireBuiltPages } from "./places.ts";
import { PortError, serveFolder, type StaticServer } from "./staticServer.ts";

/**
 * Tried first, so that the address stays the same from day to day: the browser keeps data and checkpoints per
 * address, port included.
 */
export const usualPort = 19019;

/** `kalium serve`: serves the built pages until the signal is given. */
export async function serve(command: ServeCommand, signal: AbortSignal, print: (line: string) => void): Promise<void> {
  const root = requireBuiltPages(builtPages);
  const server = await startServer(root, command.port, print);
  try {
    print(`Kalium is at ${server.origin}/`);
    print("It is served to this computer only. Ctrl+C ends it.");
    if (command.open) openBrowser(`${server.origin}/`);
    if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  } finally {
    await server.close();
  }
}

async function startServer(root: string, port: number | undefined, print: (line: string) => void): Promise<StaticServer> {
  if (port !== undefined) return serveFolder({ root, port });
  try {
    return await serveFolder({ root, port: usualPort });
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    print(`Port ${usualPort} is taken, so this address differs from the usual one; data that a browser kept there does not show here.`);
    return serveFolder({ root });
  }
}
