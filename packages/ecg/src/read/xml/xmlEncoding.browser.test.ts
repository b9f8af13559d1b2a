import { expect, it } from "vitest";
import { parseXml } from "./parseXml.ts";
import { textOf } from "./xmlDocument.ts";

const utf16 = (text: string, bigEndian: boolean) => {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), !bigEndian);
  return new Uint8Array(view.buffer);
};

it("decodes every encoding in the browser as in Node", () => {
  const documents = [
    new TextEncoder().encode("\ufeff<a>ä€</a>"),
    utf16("\ufeff<a>ä€</a>", false),
    utf16("\ufeff<a>ä€</a>", true),
    utf16("<a>ä€</a>", true),
    Uint8Array.from('<?xml version="1.0" encoding="windows-1252"?><a>\u00e4\u0080</a>', (character) => character.charCodeAt(0)),
    Uint8Array.from("<a>\u00e4\u0080</a>", (character) => character.charCodeAt(0)),
  ];
  for (const bytes of documents) {
    const document = parseXml(bytes, "x.xml");
    expect(textOf(document, document.root)).toBe("ä€");
  }
});
