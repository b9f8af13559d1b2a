/** The command line or a path in it is wrong. The message says what to type instead; the process ends with code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
