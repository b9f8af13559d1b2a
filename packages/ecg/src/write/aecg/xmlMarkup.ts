/** XML as text: elements with escaped attributes. */

/** Text that may stand between tags; characters that XML cannot hold at all are left out. */
export function escapeXml(text: string): string {
  return text
    // Everything but tab, line feed, carriage return and the printable planes is forbidden in XML 1.0.
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** One element; attributes that are null are left out. */
export function xml(name: string, attributes: Readonly<Record<string, string | number | null>>, ...content: readonly string[]): string {
  const inside = Object.entries(attributes).map(([key, value]) => (value === null ? "" : ` ${key}="${escapeXml(String(value))}"`)).join("");
  return content.length === 0 ? `<${name}${inside}/>` : `<${name}${inside}>${content.join("")}</${name}>`;
}
