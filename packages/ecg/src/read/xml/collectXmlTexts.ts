/** Every text and attribute value of an XML file outside its waveforms, with its place, for review and the removal report. */
import type { FoundText, TextKind } from "../../open/recordFacts.ts";
import { textOf, type XmlDocument, type XmlElement } from "./xmlDocument.ts";

/** Which kind of identity the places that match may hold; the first rule that matches counts. */
export interface TextRule {
  readonly at: RegExp;
  readonly kind: TextKind;
  /** Only values like this one are of that kind; others go on to the next rule. */
  readonly value?: RegExp;
}

/**
 * Texts in document order; a value that comes back at the same place is listed once. Places are paths of element names
 * from the root, with "/@name" for attributes. What no rule knows counts as free text: nothing passes for harmless unseen.
 * `isSignal` marks the elements whose own text is waveform data.
 */
export function collectXmlTexts(document: XmlDocument, rules: readonly TextRule[], isSignal: (element: XmlElement) => boolean): readonly FoundText[] {
  const found: FoundText[] = [];
  const seen = new Set<string>();
  const rulesOfPlace = new Map<string, readonly TextRule[]>();
  const add = (place: string, value: string) => {
    if (value.trim() === "" || seen.has(`${place}\n${value}`)) return;
    seen.add(`${place}\n${value}`);
    let own = rulesOfPlace.get(place);
    if (own === undefined) rulesOfPlace.set(place, (own = rules.filter(({ at }) => at.test(place))));
    found.push({ place, kind: own.find((rule) => rule.value?.test(value) ?? true)?.kind ?? "free-text", value });
  };
  const walk = (element: XmlElement, place: string) => {
    for (const { name, value } of element.attributes) add(`${place}/@${name}`, value);
    if (element.runs.length > 0 && !isSignal(element)) add(place, textOf(document, element));
    const places = new Map<string, string>();
    for (const child of element.children) {
      let inner = places.get(child.name);
      if (inner === undefined) places.set(child.name, (inner = `${place}/${child.name}`));
      walk(child, inner);
    }
  };
  walk(document.root, document.root.name);
  for (const remark of document.remarks) add("comment()", remark);
  return found;
}
