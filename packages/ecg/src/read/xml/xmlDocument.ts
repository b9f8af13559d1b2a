/**
 * A parsed XML file. Names and attributes are text; character data stay bytes until somebody asks, because waveforms of
 * several megabytes are parsed from bytes without ever becoming a string.
 */
import { FormatError, type FormatErrorCode } from "../../errors.ts";
import { numberFrom } from "../numberFrom.ts";
import { decodeXmlText } from "./xmlText.ts";

export interface XmlElement {
  /** Name without its prefix. */
  readonly name: string;
  /** Namespace that its prefix, or the default, stands for; "" for none. */
  readonly namespace: string;
  /** Attributes as written, names with their prefix; namespace declarations are among them. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** Byte offset of its "<" in the document's bytes. */
  readonly offset: number;
  /** Runs of its own character data that are not blank: from, to, and 1 for CDATA, in turn. */
  readonly runs: readonly number[];
}

export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
}

export interface XmlDocument {
  /** Path of the file, for messages. */
  readonly file: string;
  /** The document as UTF-8. */
  readonly bytes: Uint8Array;
  readonly root: XmlElement;
  /** Texts of comments, processing instructions and the document type: they say nothing about the signals but may name people. */
  readonly remarks: readonly string[];
}

/** An error at an element or byte of a document; the line is counted only now. */
export function xmlError(document: Pick<XmlDocument, "file" | "bytes">, at: XmlElement | number, code: FormatErrorCode, reason: string, remedy: string): FormatError {
  const offset = Math.min(typeof at === "number" ? at : at.offset, document.bytes.length);
  let line = 1;
  for (let next = document.bytes.indexOf(10); next >= 0 && next < offset; next = document.bytes.indexOf(10, next + 1)) line++;
  return new FormatError(code, { file: document.file, line }, reason, remedy);
}

/** Character data of an element itself, entities resolved, without blanks around it. @throws FormatError "malformed" for an unknown entity. */
export function textOf(document: XmlDocument, element: XmlElement): string {
  return rawTextOf(document, element).trim();
}

/** The same with the blanks around it. */
export function rawTextOf(document: XmlDocument, element: XmlElement): string {
  let text = "";
  for (let i = 0; i < element.runs.length; i += 3) text += decodeXmlText(document, element.runs[i]!, element.runs[i + 1]!, element.runs[i + 2] === 1);
  return text;
}

/** Character data of an element as bytes, for waveforms; shares the document's memory where the text is in one piece. */
export function textBytesOf(document: XmlDocument, element: XmlElement): Uint8Array {
  const { runs } = element;
  if (runs.length === 0) return document.bytes.subarray(0, 0);
  if (runs.length === 3) return document.bytes.subarray(runs[0]!, runs[1]!);
  let total = 0;
  for (let i = 0; i < runs.length; i += 3) total += runs[i + 1]! - runs[i]!;
  const joined = new Uint8Array(total);
  for (let i = 0, at = 0; i < runs.length; i += 3) {
    joined.set(document.bytes.subarray(runs[i]!, runs[i + 1]!), at);
    at += runs[i + 1]! - runs[i]!;
  }
  return joined;
}

/** First child of a name, or null; several names go down several levels. */
export function childOf(element: XmlElement | null, ...path: readonly string[]): XmlElement | null {
  let at = element;
  for (const name of path) at = at?.children.find((child) => child.name === name) ?? null;
  return at;
}

/** All children of a name. */
export function childrenOf(element: XmlElement | null, name: string): readonly XmlElement[] {
  return element === null ? [] : element.children.filter((child) => child.name === name);
}

/** All elements down a path of names: the children of a name, of each the children of the next name, and so on. */
export function elementsAt(element: XmlElement | null, ...path: readonly string[]): readonly XmlElement[] {
  return path.reduce<readonly XmlElement[]>((at, name) => at.flatMap((outer) => childrenOf(outer, name)), element === null ? [] : [element]);
}

/** Value of an attribute, by its name as written; null when absent. */
export function attributeOf(element: XmlElement | null, name: string): string | null {
  return element?.attributes.find((attribute) => attribute.name === name)?.value ?? null;
}

/** Text of the element down a path, null when the element is absent or blank. */
export function textAt(document: XmlDocument, element: XmlElement | null, ...path: readonly string[]): string | null {
  const found = childOf(element, ...path);
  return found === null ? null : textOf(document, found) || null;
}

/** Number in the text down a path, null when there is none. */
export function numberAt(document: XmlDocument, element: XmlElement | null, ...path: readonly string[]): number | null {
  return numberFrom(textAt(document, element, ...path));
}

/** Number in an attribute, null when there is none. */
export function numberIn(element: XmlElement | null, attribute: string): number | null {
  return numberFrom(attributeOf(element, attribute));
}
