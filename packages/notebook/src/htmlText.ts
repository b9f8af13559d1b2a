/**
 * The little of HTML's text rules that the notebook format needs, without a DOM so that the format can be read in
 * Node, in a worker and in a page alike (HTML Living Standard §13.2.5 tokenisation, §13.3 serialisation).
 */

const namedCharacters: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** Decodes numeric references and the six named ones a serialiser may write. */
export function decodeCharacters(text: string): string {
  return text.replace(/&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos|nbsp));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return namedCharacters[name];
    const code = hex !== undefined ? parseInt(hex, 16) : parseInt(decimal, 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/\u00a0/g, "&nbsp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

export function escapeAttribute(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/\u00a0/g, "&nbsp;").replace(/"/g, "&quot;");
}

/** Attributes of a start tag; the first of two with one name wins, as in a browser. */
export function readAttributes(source: string): Map<string, string> {
  const attributes = new Map<string, string>();
  const pattern = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
  for (const [, name, double, single, bare] of source.matchAll(pattern)) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, decodeCharacters(double ?? single ?? bare ?? ""));
  }
  return attributes;
}

/**
 * Index of the `</script` that closes a script whose text begins at `start`, or -1. Within `<!-- … -->` an inner
 * `<script` hides the next `</script`: HTML's "script data double escaped" state, which real parsers follow.
 */
export function findScriptEnd(html: string, start: number): number {
  const pattern = /<!--|-->|<(\/?)script(?=[\t\n\f\r />])/gi;
  pattern.lastIndex = start;
  let inComment = false;
  let inInnerScript = false;
  for (let match = pattern.exec(html); match; match = pattern.exec(html)) {
    if (match[0] === "<!--") {
      inComment = true;
      // The dashes of "<!-->" and "<!--->" close what they open.
      pattern.lastIndex = match.index + 2;
    } else if (match[0] === "-->") {
      inComment = inInnerScript = false;
    } else if (match[1] === "/") {
      if (!inInnerScript) return match.index;
      inInnerScript = false;
    } else if (inComment) {
      inInnerScript = true;
    }
  }
  return -1;
}
