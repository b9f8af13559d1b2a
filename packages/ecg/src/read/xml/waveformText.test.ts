import { describe, expect, it } from "vitest";
import { decodeBase64 } from "./base64Bytes.ts";
import { parseNumberList } from "./numberList.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("parseNumberList", () => {
  it("keeps whole numbers of 32 bits exact", () => {
    expect(parseNumberList(bytes(" -2 +3\n\t2147483647 -2147483648 0\r\n007 "))).toEqual(Int32Array.of(-2, 3, 2147483647, -2147483648, 0, 7));
    expect(parseNumberList(bytes(""))).toEqual(new Int32Array(0));
    expect(parseNumberList(bytes(" \n"))).toEqual(new Int32Array(0));
  });

  it("turns to double precision for points, exponents and large numbers", () => {
    expect(parseNumberList(bytes("1 2.5 -3e2 .5 1E-3"))).toEqual(Float64Array.of(1, 2.5, -300, 0.5, 0.001));
    expect(parseNumberList(bytes("2147483648 -4"))).toEqual(Float64Array.of(2147483648, -4));
    expect(parseNumberList(bytes("123456789012 1"))).toEqual(Float64Array.of(123456789012, 1));
  });

  it.each([["1 x 2", 2], ["1 - 2", 2], ["1,2", 0], ["1 2.3.4", 2], ["1e999", 0], ["-", 0], ["1 \u00e4", 2], ["1 NaN", 2], ["1 2-", 2]])("names the place in %j", (text, offset) => {
    expect(parseNumberList(bytes(text))).toMatchObject({ offset });
  });
});

describe("decodeBase64", () => {
  it("agrees with Node on every length up to 100, in lines of any width", () => {
    for (let length = 0; length <= 100; length++) {
      const data = Uint8Array.from({ length }, (_, index) => (index * 151 + length * 7) & 0xff);
      const text = Buffer.from(data).toString("base64");
      const broken = text.replace(new RegExp(`.{${1 + (length % 9)}}`, "g"), "$&\r\n ");
      for (const variant of [text, broken, text.replace(/=+$/, "")]) expect(Buffer.from(decodeBase64(bytes(variant)) as Uint8Array).equals(data)).toBe(true);
    }
  });

  it.each([["AAA*", 3], ["A", 1], ["AA==AAAA", 4], ["=AAA", 0], ["AAAA====", 4], ["AAAAA", 5]])("names the place in %j", (text, offset) => {
    expect(decodeBase64(bytes(text))).toEqual({ offset });
  });
});
