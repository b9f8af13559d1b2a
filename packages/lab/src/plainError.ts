/**
 * Errors across the worker boundary. Comlink carries message and name only, so the worker throws a plain object with
 * everything a person needs (code, remedy, file, place) and the page makes an error of it again.
 */

/** What crosses. */
export interface PlainError {
  readonly plainError: true;
  readonly name: string;
  readonly message: string;
  readonly code: string | null;
  readonly remedy: string | null;
  readonly file: string | null;
}

/** An error from a worker, with its remedy. */
export class LabError extends Error {
  readonly code: string | null;
  readonly remedy: string | null;
  readonly file: string | null;
  constructor(plain: Omit<PlainError, "plainError">) {
    super(plain.message);
    this.name = plain.name;
    this.code = plain.code;
    this.remedy = plain.remedy;
    this.file = plain.file;
  }
}

/** The plain form of anything thrown. */
export function toPlainError(thrown: unknown): PlainError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const facts = error as Error & { code?: unknown; remedy?: unknown; place?: { file?: unknown }; file?: unknown };
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    plainError: true,
    name: error.name,
    message: error.message,
    code: text(facts.code),
    remedy: text(facts.remedy),
    file: text(facts.place?.file) ?? text(facts.file),
  };
}

export function isPlainError(value: unknown): value is PlainError {
  return typeof value === "object" && value !== null && (value as { plainError?: unknown }).plainError === true;
}

/** Wraps every method of a worker API so that what it throws crosses in the plain form. */
export function throwingPlainErrors<Api extends Record<string, (...parameters: never[]) => Promise<unknown>>>(api: Api): Api {
  return Object.fromEntries(
    Object.entries(api).map(([name, method]) => [
      name,
      async (...parameters: never[]) => {
        try {
          return await method(...parameters);
        } catch (thrown) {
          throw toPlainError(thrown);
        }
      },
    ]),
  ) as Api;
}

/** Awaits a worker call and throws `LabError` for what the worker threw. */
export async function fromWorker<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (thrown) {
    if (isPlainError(thrown)) throw new LabError(thrown);
    throw thrown;
  }
}
