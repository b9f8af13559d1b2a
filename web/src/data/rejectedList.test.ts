import { expect, test } from "vitest";
import { reasonOf, rejectedAsText } from "./rejectedList.ts";

const row = (message: string) => ({ file: "a/b.edf", code: "truncated", message, remedy: "Copy it\tagain." });

test("says the reason first, without the file name that stands beside it", () => {
  expect(reasonOf(row("a/b.edf (byte 256): the signals end too early"))).toBe("The signals end too early (byte 256)");
  expect(reasonOf(row("a/b.edf: no signal"))).toBe("No signal");
  expect(reasonOf(row("The disk is gone."))).toBe("The disk is gone.");
});

test("copies one line a file, however odd its text", () => {
  expect(rejectedAsText([row("a/b.edf: two\nlines")])).toBe("File\tReason\tWhat to do\na/b.edf\tTwo lines\tCopy it again.");
});
