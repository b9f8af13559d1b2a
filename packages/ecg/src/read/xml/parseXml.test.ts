import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import { XML_LIMITS, parseXml } from "./parseXml.ts";
import { sniffXmlRoot } from "./xmlEncoding.ts";
import { numberFrom } from "../numberFrom.ts";
import { textBytesOf, textOf, type XmlDocument, type XmlElement } from "./xmlDocument.ts";

type Tree = [namespace: string, name: string, attributes: [string, string][], text: string, children: Tree[]];
const cases = JSON.parse(readFileSync(new URL("../../../../../tests/golden/ecg/xml/cases.json", import.meta.url), "utf8")) as [string, Tree | null][];

const utf8 = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parseXml(utf8(text), "test.xml");
const errorOf = (run: () => unknown): FormatError => {
  try {
    run();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("it was accepted");
};

function treeOf(document: XmlDocument, element: XmlElement): Tree {
  const attributes = element.attributes.filter(({ name }) => !/^xmlns(:|$)/.test(name)).map(({ name, value }): [string, string] => [name.slice(name.indexOf(":") + 1), value]);
  return [element.namespace, element.name, attributes, textOf(document, element), element.children.map((child) => treeOf(document, child))];
}

describe("parseXml", () => {
  it.each(cases.map(([base64, tree]): [string, Uint8Array, Tree | null] => {
    const bytes = new Uint8Array(Buffer.from(base64, "base64"));
    return [JSON.stringify(Buffer.from(bytes).toString("latin1")), bytes, tree];
  }))("agrees with expat on %s", (_title, bytes, tree) => {
    const own = () => {
      const document = parseXml(bytes, "test.xml");
      return treeOf(document, document.root);
    };
    if (tree === null) expect(own).toThrow(FormatError);
    else expect(own()).toEqual(tree);
  });

  it("has cases of both kinds", () => {
    expect(cases.filter(([, tree]) => tree === null).length).toBeGreaterThan(30);
    expect(cases.filter(([, tree]) => tree !== null).length).toBeGreaterThan(30);
  });

  it("refuses a billion laughs, and entity definitions of any kind, without looking at them", () => {
    const lines = Array.from({ length: 9 }, (_, index) => `<!ENTITY lol${index + 1} "${`&lol${index};`.repeat(10)}">`).join("");
    const started = performance.now();
    expect(errorOf(() => parse(`<!DOCTYPE a [<!ENTITY lol0 "lol">${lines}]><a>&lol9;</a>`)).code).toBe("unsupported");
    expect(errorOf(() => parse('<!DOCTYPE a SYSTEM "x" [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')).code).toBe("unsupported");
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each([
    ["levels of elements", "<a>".repeat(100_000)],
    ["attributes in an element", `<a ${Array.from({ length: 100_000 }, (_, index) => `b${index}="1"`).join(" ")}/>`],
    ["namespaces", `<a ${Array.from({ length: 1000 }, (_, index) => `xmlns:b${index}="1"`).join(" ")}/>`],
    ["elements", `<a>${"<b/>".repeat(XML_LIMITS.elements + 1)}</a>`],
    ["bytes in a name", `<${"a".repeat(100_000)}/>`],
    ["bytes in an attribute", `<a b="${"c".repeat(100_000)}"/>`],
    ["comments", `<a>${"<!--b-->".repeat(XML_LIMITS.remarks + 1)}</a>`],
  ])("refuses too many %s", (what, text) => {
    const error = errorOf(() => parse(text));
    expect(error.code).toBe("too-large");
    expect(error.message).toContain(what);
  });

  it("names the line, also in UTF-16", () => {
    expect(errorOf(() => parse("<a>\n<b>\n</a>")).place.line).toBe(3);
    const utf16 = new Uint8Array(Buffer.from("\ufeff<a>\n<b>\n\n</a>", "utf16le"));
    expect(errorOf(() => parseXml(utf16, "x")).place.line).toBe(4);
    expect(errorOf(() => parse("<a>\n<b>")).code).toBe("truncated");
  });

  it("reads UTF-8 that was declared as UTF-16, and Latin-1 in a file that declares UTF-8", () => {
    const first = parse('<?xml version="1.0" encoding="utf-16"?><a>ä</a>');
    expect(textOf(first, first.root)).toBe("ä");
    const second = parseXml(new Uint8Array(Buffer.from('<?xml version="1.0" encoding="UTF-8"?><a>Müller</a>', "latin1")), "x");
    expect(textOf(second, second.root)).toBe("Müller");
  });

  it("refuses an encoding that it does not know", () => {
    expect(errorOf(() => parse('<?xml version="1.0" encoding="EBCDIC-37"?><a/>')).code).toBe("unsupported");
  });

  it("keeps comments, processing instructions and the document type as remarks", () => {
    expect(parse("<?xml version='1.0'?><!DOCTYPE a SYSTEM 'x.dtd'><!-- mail jane@x.org --><a><?editor jane?><!-- b --></a>").remarks).toEqual(["DOCTYPE a SYSTEM 'x.dtd'", "mail jane@x.org", "editor jane", "b"]);
  });

  it("hands out long text without copying it", () => {
    const bytes = utf8(`<a><b>${"-12 345 6789\n".repeat(2_000_000)}</b></a>`);
    const document = parseXml(bytes, "x");
    const own = textBytesOf(document, document.root.children[0]!);
    expect(own.buffer).toBe(bytes.buffer);
    expect(own.length).toBe(26_000_000);
  });

  it("takes time in proportion to what it reads, for runs of comments, CDATA, and ends that never come", () => {
    for (const piece of ["<![CDATA[]]", "<!-- >", "<b a='>'>x</b>", "&lt;", "<b></b>", "]]>", "<?p >"]) {
      const started = performance.now();
      try {
        parse(`<a>${piece.repeat(200_000)}`);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
      expect(performance.now() - started, piece).toBeLessThan(3000);
    }
  });
});

describe("sniffXmlRoot", () => {
  it.each([
    ["<?xml version='1.0'?><!-- c --><!DOCTYPE RestingECG SYSTEM 'x'>\n<RestingECG>", "RestingECG"],
    ["  <h:AnnotatedECG xmlns:h='urn:hl7-org:v3'>", "AnnotatedECG"],
    ["<restingecgdata/>", "restingecgdata"],
    ["<!-- a comment without end", null],
    ["plain text", null],
    ["", null],
    ["<", null],
  ])("finds the root of %j", (text, name) => {
    expect(sniffXmlRoot(utf8(text))).toBe(name);
    if (text !== "" && text !== "<") expect(sniffXmlRoot(new Uint8Array(Buffer.from(text, "utf16le")))).toBe(name);
    if (text !== "") expect(sniffXmlRoot(new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le").swap16()))).toBe(name);
  });
});

describe("numberFrom", () => {
  it.each([["12", 12], [" -0.5 ", -0.5], ["1e3", 1000], [".5", 0.5], ["5.", 5], ["", null], ["Failed", null], ["12abc", null], ["0x10", null], ["Infinity", null], ["1e999", null], [null, null]])("reads %j as %j", (text, value) => {
    expect(numberFrom(text)).toBe(value);
  });
});
