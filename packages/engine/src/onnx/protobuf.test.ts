import { describe, expect, test } from "vitest";
import { bytesField, floatField, intField, joinMessage, textField } from "./protobuf.ts";

const hex = (message: Parameters<typeof joinMessage>[0]): string => [...joinMessage(message)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

describe("protocol buffers", () => {
  test("are written as in the examples of the encoding's own description", () => {
    expect(hex(intField(1, 150))).toBe("08 96 01");
    expect(hex(textField(2, "testing"))).toBe("12 07 74 65 73 74 69 6e 67");
    expect(hex(bytesField(3, intField(1, 150)))).toBe("1a 03 08 96 01");
  });

  test("hold −1 as ten bytes, fields above 15 with two bytes of tag, and floats little-endian", () => {
    expect(hex(intField(1, -1))).toBe("08 ff ff ff ff ff ff ff ff ff 01");
    expect(hex(intField(20, 7))).toBe("a0 01 07");
    expect(hex(floatField(2, 1))).toBe("15 00 00 80 3f");
  });

  test("count the length of a long text in more than one byte", () => {
    expect(joinMessage(textField(1, "x".repeat(300))).subarray(0, 3)).toEqual(Uint8Array.of(0x0a, 0xac, 0x02));
  });
});
