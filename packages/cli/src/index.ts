/** `@kalium/cli`: serve the pages on this computer, run a shipped notebook without a window, and read, convert and de-identify ECG files. */
export { contentSecurityPolicy, printHeadersFile, privacyHeaders } from "./headers.ts";
export { mediaTypeOf } from "./mediaTypes.ts";
export { PortError, serveFolder, type StaticServer, type StaticServerOptions } from "./staticServer.ts";
export { watchPrivacy, type PrivacyWatch } from "./privacyWatch.ts";
export type { ExecutorChoice } from "./executorChoices.ts";
export { chromiumFlags, chromiumPath } from "./chromium.ts";
export { parseCommandLine, UsageError, type Command, type RunCommand, type ServeCommand } from "./commandLine.ts";
export type { ConvertCommand, DeidentifyCommand, ReadCommand } from "./files/fileCommandLine.ts";
export type { RecordingDescription, SignalDescription } from "./files/describeOpened.ts";
export { run, RunFailed, type RunPlaces } from "./runCommand.ts";
export { runProgram, type ExitCode, type Terminal } from "./program.ts";
export { readNotebook, readVariable, startNotebook, type CellSnapshot, type NotebookPhase, type NotebookSnapshot, type TrainingState } from "./notebookPage.ts";
export { builtPages, repositoryRoot, shippedNotebooks } from "./places.ts";
