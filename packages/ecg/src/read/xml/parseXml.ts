/**
 * A small strict XML parser for files that may be damaged or hostile: one pass, no recursion, no document type of its own.
 * Entity definitions are refused, external document types are skipped and never loaded, and every count is bounded.
 */
import { COPY_AGAIN } from "../exactBytes.ts";
import { xmlError, type XmlAttribute, type XmlDocument, type XmlElement } from "./xmlDocument.ts";
import { toUtf8 } from "./xmlEncoding.ts";
import { decodeXmlText } from "./xmlText.ts";

/** Bounds, all Kalium's choice: far above what ECG files hold, far below what hurts. */
export const XML_LIMITS = { depth: 64, attributes: 64, namespaces: 32, elements: 1_000_000, nameBytes: 256, attributeBytes: 65_536, remarks: 10_000, bytes: 256 * 2 ** 20 } as const;

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const REMEDY = "Export the recording again; this copy is not well-formed XML.";
const NO_ATTRIBUTES: readonly XmlAttribute[] = [];
const NO_CHILDREN: readonly XmlElement[] = [];
const NO_RUNS: readonly number[] = [];

interface OpenElement {
  name: string;
  namespace: string;
  attributes: readonly XmlAttribute[];
  children: readonly XmlElement[];
  offset: number;
  runs: readonly number[];
  /** Bytes of the name with its prefix, for the end tag. */
  nameFrom: number;
  nameTo: number;
  /** Prefixes in force, "" for the default. */
  scope: ReadonlyMap<string, string>;
}

/**
 * Parses a whole document.
 * @throws FormatError "malformed" where it is not well-formed, "unsupported" for a document type with definitions or an
 * unknown encoding, "too-large" beyond {@link XML_LIMITS}.
 */
export function parseXml(source: Uint8Array, file: string): XmlDocument {
  const bytes = toUtf8(source, file);
  const place = { file, bytes };
  const fail = (at: number, reason: string) => xmlError(place, at, "malformed", reason, REMEDY);
  const cut = (at: number, what: string) => xmlError(place, at, "truncated", `${what} never ends`, COPY_AGAIN);
  const bound = (at: number, what: string) => xmlError(place, at, "too-large", `there are more than ${what}`, "Check where the file comes from: no ECG recorder writes such a file.");
  const remarks: string[] = [];
  const stack: OpenElement[] = [];
  let root: XmlElement | null = null;
  let elementCount = 0;
  let at = 0;

  /** End of a construct that starts at `from` and closes with these characters before a ">". */
  const endOf = (from: number, closing: string, what: string): number => {
    for (let gt = bytes.indexOf(GT, from); gt >= 0; gt = bytes.indexOf(GT, gt + 1)) {
      if (gt - closing.length >= from - 1 && startsWith(gt - closing.length, closing)) return gt + 1;
    }
    throw cut(from, `the ${what} that starts here`);
  };

  const addRun = (from: number, to: number, cdata: boolean) => {
    const first = skipBlanks(from);
    if (first >= to) return;
    const open = stack[stack.length - 1];
    if (open === undefined) throw fail(first, "there is text outside of the root element");
    if (open.runs === NO_RUNS) open.runs = [from, to, cdata ? 1 : 0];
    else (open.runs as number[]).push(from, to, cdata ? 1 : 0);
  };

  const addRemark = (from: number, to: number) => {
    const text = decodeXmlText(place, from, to, true).trim();
    if (text === "") return;
    if (remarks.length === XML_LIMITS.remarks) throw bound(from, `${XML_LIMITS.remarks} comments`);
    remarks.push(text);
  };

  while (at < bytes.length) {
    const open = bytes.indexOf(LT, at);
    if (open < 0) {
      addRun(at, bytes.length, false);
      break;
    }
    if (open > at) addRun(at, open, false);
    const next = bytes[open + 1];
    if (next === SLASH) {
      const element = stack.pop();
      let end = open + 2;
      if (element === undefined) throw fail(open, "an end tag has no start tag");
      for (let i = element.nameFrom; i < element.nameTo; i++, end++) {
        if (end >= bytes.length) throw cut(open, "an end tag");
        if (bytes[end] !== bytes[i]) throw fail(open, `"${element.name}" is not closed by its own end tag`);
      }
      end = skipBlanks(end);
      if (end >= bytes.length) throw cut(open, "an end tag");
      if (bytes[end] !== GT) throw fail(open, `"${element.name}" is not closed by its own end tag`);
      at = end + 1;
      close(element);
    } else if (next === BANG) {
      at = skipDeclaration(open);
    } else if (next === QUESTION) {
      at = endOf(open + 2, "?", "processing instruction");
      if (!startsWith(open + 2, "xml") || !isBlank(bytes[open + 5] ?? 0)) addRemark(open + 2, at - 2);
    } else {
      at = readStartTag(open);
    }
  }
  if (stack.length > 0) throw cut(bytes.length, `the element "${stack[stack.length - 1]!.name}"`);
  if (root === null) throw fail(0, "the file holds no XML element");
  return { file, bytes, root, remarks };

  function close(element: OpenElement): void {
    const { name, namespace, attributes, children, offset, runs } = element;
    const done: XmlElement = { name, namespace, attributes, children, offset, runs };
    const parent = stack[stack.length - 1];
    if (parent === undefined) root = done;
    else if (parent.children === NO_CHILDREN) parent.children = [done];
    else (parent.children as XmlElement[]).push(done);
  }

  function skipDeclaration(open: number): number {
    if (startsWith(open + 2, "--")) {
      const end = endOf(open + 4, "--", "comment");
      addRemark(open + 4, end - 3);
      return end;
    }
    if (startsWith(open + 2, "[CDATA[")) {
      const end = endOf(open + 9, "]]", "CDATA section");
      addRun(open + 9, end - 3, true);
      return end;
    }
    if (!startsWith(open + 2, "DOCTYPE") || root !== null || stack.length > 0) throw fail(open, "a declaration stands where XML allows none");
    let quote = 0;
    for (let i = open + 9; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === 0x22 || byte === 0x27) quote = byte;
      else if (byte === GT) {
        addRemark(open + 2, i);
        return i + 1;
      } else if (byte === 0x5b || byte === LT) {
        throw xmlError(place, open, "unsupported", "the document type holds definitions of its own, which can be used to exhaust memory", "Remove the part between [ and ] in the DOCTYPE line, or export the recording again.");
      }
    }
    throw cut(open, "the document type");
  }

  function readStartTag(open: number): number {
    if (root !== null && stack.length === 0) throw fail(open, "there is a second root element");
    if (stack.length === XML_LIMITS.depth) throw bound(open, `${XML_LIMITS.depth} levels of elements`);
    if (++elementCount > XML_LIMITS.elements) throw bound(open, `${XML_LIMITS.elements} elements`);
    const nameFrom = open + 1;
    const nameTo = nameEnd(nameFrom);
    const parentScope = stack[stack.length - 1]?.scope ?? NO_SCOPE;
    let scope = parentScope;
    let attributes = NO_ATTRIBUTES;
    let i = nameTo;
    for (;;) {
      const before = i;
      i = skipBlanks(i);
      const byte = bytes[i];
      if (byte === undefined) throw cut(open, "a start tag");
      if (byte === GT || byte === SLASH) break;
      if (i === before) throw fail(i, "attributes must be separated by blanks");
      const keyFrom = i;
      const keyTo = nameEnd(i);
      i = skipBlanks(keyTo);
      if (bytes[i] !== 0x3d) throw fail(keyFrom, "an attribute has no value");
      i = skipBlanks(i + 1);
      const quote = bytes[i];
      if (quote !== 0x22 && quote !== 0x27) throw fail(keyFrom, "an attribute value stands without quotes");
      const valueFrom = i + 1;
      const valueTo = bytes.indexOf(quote, valueFrom);
      if (valueTo < 0) throw cut(keyFrom, "an attribute value");
      if (valueTo - valueFrom > XML_LIMITS.attributeBytes) throw bound(keyFrom, `${XML_LIMITS.attributeBytes} bytes in an attribute`);
      const name = decodeXmlText(place, keyFrom, keyTo, true);
      const value = decodeXmlText(place, valueFrom, valueTo);
      for (let k = valueFrom; k < valueTo; k++) if (bytes[k] === LT) throw fail(keyFrom, `the value of attribute "${name}" holds "<"`);
      i = valueTo + 1;
      if (name === "xmlns" || name.startsWith("xmlns:")) {
        if (scope === parentScope) scope = new Map(parentScope);
        if (scope.size === XML_LIMITS.namespaces) throw bound(keyFrom, `${XML_LIMITS.namespaces} namespaces`);
        (scope as Map<string, string>).set(name.slice(6), value);
      }
      if (attributes === NO_ATTRIBUTES) attributes = [];
      if (attributes.length === XML_LIMITS.attributes) throw bound(keyFrom, `${XML_LIMITS.attributes} attributes in an element`);
      for (const other of attributes) if (other.name === name) throw fail(keyFrom, `attribute "${name}" is given twice`);
      (attributes as XmlAttribute[]).push({ name, value });
    }
    const selfClosing = bytes[i] === SLASH;
    if (selfClosing && bytes[++i] !== GT) throw fail(open, "a start tag is not closed");
    const qualified = decodeXmlText(place, nameFrom, nameTo, true);
    const colon = qualified.indexOf(":");
    const prefix = colon < 0 ? "" : qualified.slice(0, colon);
    const namespace = scope.get(prefix);
    if (namespace === undefined && prefix !== "") throw fail(open, `the prefix "${prefix}" stands for no namespace`);
    const element: OpenElement = { name: qualified.slice(colon + 1), namespace: namespace ?? "", attributes, children: NO_CHILDREN, offset: open, runs: NO_RUNS, nameFrom, nameTo, scope };
    if (selfClosing) close(element);
    else stack.push(element);
    return i + 1;
  }

  /** End of the name that starts at `from`. */
  function nameEnd(from: number): number {
    let to = from;
    while (to < bytes.length && isNameByte(bytes[to]!)) to++;
    if (to === from || (bytes[from]! < 0x41 && bytes[from] !== 0x3a)) throw fail(from, "a name is expected here");
    if (to - from > XML_LIMITS.nameBytes) throw bound(from, `${XML_LIMITS.nameBytes} bytes in a name`);
    return to;
  }

  function skipBlanks(from: number): number {
    let to = from;
    while (to < bytes.length && isBlank(bytes[to]!)) to++;
    return to;
  }

  function startsWith(from: number, text: string): boolean {
    for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text.charCodeAt(i)) return false;
    return true;
  }
}

const NO_SCOPE: ReadonlyMap<string, string> = new Map();

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Letters, digits, "_", "-", ".", ":" and everything beyond ASCII. */
function isNameByte(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x3a) || byte === 0x5f || byte === 0x2d || byte === 0x2e || byte >= 0x80;
}
