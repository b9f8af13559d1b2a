import { describe, expect, it } from "vitest";
import { collectXmlTexts } from "./collectXmlTexts.ts";
import { parseXml } from "./parseXml.ts";

const collect = (text: string) => collectXmlTexts(parseXml(new TextEncoder().encode(text), "x.xml"), [{ at: /\/name$/, kind: "person-name" }, { at: /@unit$/, kind: "technical", value: /^mV$/ }], ({ name }) => name === "digits");

describe("collectXmlTexts", () => {
  it("lists texts, attributes, comments and instructions with their places, signals left out", () => {
    expect(collect("<a><!-- c --><name x='1'>Ann <b>B</b> Lee</name><v unit='mV'/><v unit='mm'/><digits d='2'>1 2 3</digits><?p q?></a>")).toEqual([
      { place: "a/name/@x", kind: "free-text", value: "1" },
      { place: "a/name", kind: "person-name", value: "Ann  Lee" },
      { place: "a/name/b", kind: "free-text", value: "B" },
      { place: "a/v/@unit", kind: "technical", value: "mV" },
      { place: "a/v/@unit", kind: "free-text", value: "mm" },
      { place: "a/digits/@d", kind: "free-text", value: "2" },
      { place: "comment()", kind: "free-text", value: "c" },
      { place: "comment()", kind: "free-text", value: "p q" },
    ]);
  });

  it("lists a value once a place, and every value of a place", () => {
    expect(collect("<a><name>X</name><name>X</name><name>Y</name><b>X</b></a>").map(({ place, value }) => `${place} ${value}`)).toEqual(["a/name X", "a/name Y", "a/b X"]);
  });

  it("does not swell under long names, many levels and many places", () => {
    const names = Array.from({ length: 60 }, (_, index) => `n${index}${"x".repeat(200)}`);
    const many = Array.from({ length: 30_000 }, (_, index) => `<e${index}>v${index}</e${index}>`).join("");
    const found = collect(names.map((name) => `<${name}>`).join("") + many + names.reverse().map((name) => `</${name}>`).join(""));
    expect(found.length).toBe(30_000);
    expect(Math.max(...found.map(({ place }) => place.length))).toBeLessThanOrEqual(1000);
    const flat = collect(`<a>${many}</a>`);
    expect(flat.length).toBe(30_000);
    expect(new Set(flat.map(({ place }) => place)).size).toBeLessThanOrEqual(10_000);
  });
});
