/** A call that the data room cannot answer, with what to do. */
export class DataRoomError extends Error {
  override readonly name = "DataRoomError";
  constructor(
    readonly code: "busy" | "not-open" | "not-ready" | "weak-pass-phrase" | "nothing-to-store" | "nothing-to-export" | "no-question" | "no-export" | "cancelled",
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}
