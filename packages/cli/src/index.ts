/** `@kalium/cli`: serve the pages on this computer, and run a shipped notebook without a window. */
export { contentSecurityPolicy, printHeadersFile, privacyHeaders } from "./headers.ts";
export { mediaTypeOf } from "./mediaTypes.ts";
export { PortError, serveFolder, type StaticServer, type StaticServerOptions } from "./staticServer.ts";
export { watchPrivacy, type PrivacyWatch } from "./privacyWatch.ts";
export type { ExecutorChoice } from "./executorChoices.ts";
export { chromiumFlags, chromiumPath } from "./chromium.ts";
export { parseCommandLine, UsageError, type Command, type RunCommand, type ServeCommand } from "./commandLine.ts";
export { run, RunFailed, type RunPlaces } from "./runCommand.ts";
export { runProgram, type ExitCode, type Terminal } from "./program.ts";
export { readNotebook, readVariable, startNotebook, type CellSnapshot, type NotebookPhase, type NotebookSnapshot, type TrainingState } from "./notebookPage.ts";
export { builtPages, repositoryRoot, shippedNotebooks } from "./places.ts";
