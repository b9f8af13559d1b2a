import { expect, it } from "vitest";
import { formatByteSize } from "./byteSize.ts";

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [1_499, "1.5 kB"],
  [99_500, "100 kB"],
  [999_499, "999 kB"],
  [999_500, "1.0 MB"],
  [15_969_666 * 4, "64 MB"],
  [3.2e12, "3.2 TB"],
])("writes %d bytes as %s", (bytes, text) => {
  expect(formatByteSize(bytes)).toBe(text);
});
