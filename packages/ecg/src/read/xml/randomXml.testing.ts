/** For tests only: random XML made of a format's own words, for fuzzing what mutation of whole files hardly reaches. */
import type { FuzzSeed } from "../../testing/fuzz.ts";

export interface XmlWords {
  readonly root: string;
  readonly names: readonly string[];
  readonly attributes: readonly string[];
  readonly values: readonly string[];
}

const HOSTILE = ["", "0", "-1", "1e308", "99999999999", "NaN", "&lt;", "&#1;", "]]>", "__proto__", "constructor", "1 2 3", "AAAA", "ä", "<![CDATA[1 2]]>", "<!-- x -->", "<?x?>", "&x;"];

/** A document of up to 60 elements, well-formed nine times in ten, in UTF-8 or UTF-16. */
export function randomXml(words: XmlWords, random: () => number): FuzzSeed {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let left = 1 + Math.floor(random() * 60);
  const element = (name: string, depth: number): string => {
    left--;
    let attributes = "";
    for (const attribute of new Set(Array.from({ length: Math.floor(random() * 3) }, () => pick(words.attributes)))) attributes += ` ${attribute}="${pick(random() < 0.8 ? words.values : ["0", "-1", "1e308", "&amp;"])}"`;
    let inside = "";
    if (random() < 0.4) inside += pick(random() < 0.9 ? words.values : HOSTILE);
    for (let count = Math.floor(random() * 5); count > 0 && left > 0 && depth < 20; count--) inside += element(pick(words.names), depth + 1);
    return random() < 0.1 ? `<${name}${attributes}/>` : `<${name}${attributes}>${inside}</${name}>`;
  };
  const prolog = pick(["", "", '<?xml version="1.0" encoding="UTF-8"?>', '<!DOCTYPE x SYSTEM "y">', "<!-- c -->", '<?xml version="1.0" encoding="ISO-8859-1"?>']);
  const body = element(words.root, 0);
  const text = prolog + (random() < 0.1 ? body.slice(0, Math.floor(random() * body.length)) : body);
  const bytes = random() < 0.1 ? new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le")) : new Uint8Array(Buffer.from(text, "utf8"));
  return [{ path: "x.xml", bytes }];
}
