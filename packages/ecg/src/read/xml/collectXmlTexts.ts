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

/** Bounds against files made to swell: beyond them, places are named by what encloses them. Kalium's choice. */
const MOST_PLACES = 10_000;
const LONGEST_PLACE = 1000;

/** A place, the rules that apply there, the values that were found there, and the places inside it. */
interface Place {
  readonly path: string;
  readonly rules: readonly TextRule[];
  readonly values: Set<string>;
  readonly inner: Map<string, Place>;
}

/**
 * Texts in document order; a value that comes back at the same place is listed once. Places are paths of element names
 * from the root, with "/@name" for attributes. What no rule knows counts as free text: nothing passes for harmless unseen.
 * `isSignal` marks the elements whose own text is waveform data.
 */
export function collectXmlTexts(document: XmlDocument, rules: readonly TextRule[], isSignal: (element: XmlElement) => boolean): readonly FoundText[] {
  const found: FoundText[] = [];
  let placeCount = 0;
  const placeOf = (path: string): Place => {
    placeCount++;
    return { path, rules: rules.filter(({ at }) => at.test(path)), values: new Set(), inner: new Map() };
  };
  const inside = (outer: Place, step: string): Place => {
    let place = outer.inner.get(step);
    if (place === undefined) {
      if (placeCount >= MOST_PLACES || outer.path.length + step.length >= LONGEST_PLACE) return outer;
      outer.inner.set(step, (place = placeOf(`${outer.path}/${step}`)));
    }
    return place;
  };
  const add = ({ path, rules: own, values }: Place, value: string) => {
    if (value.trim() === "" || values.has(value)) return;
    values.add(value);
    found.push({ place: path, kind: own.find((rule) => rule.value?.test(value) ?? true)?.kind ?? "free-text", value });
  };
  const walk = (element: XmlElement, place: Place) => {
    for (const { name, value } of element.attributes) add(inside(place, `@${name}`), value);
    if (element.runs.length > 0 && !isSignal(element)) add(place, textOf(document, element));
    for (const child of element.children) walk(child, inside(place, child.name));
  };
  walk(document.root, placeOf(document.root.name));
  const remarks = placeOf("comment()");
  for (const remark of document.remarks) add(remarks, remark);
  return found;
}
