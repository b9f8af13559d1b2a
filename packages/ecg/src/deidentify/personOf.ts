/** Who a recording belongs to, as far as its file says. */
import type { OpenedRecording } from "../open/openedRecording.ts";

/** What files write where no identifier is known; taken as one, it would make one person out of many. */
const PLACEHOLDER = /^(x+|[-_.?*0]*|unknown|unk|anonym(ous|i[sz]ed)?|none|null|n\/?a|nn|test|patient|subject|undefined|not ?known)$/i;

/** The file's identifier in one spelling (NFKC, single spaces), or null when it has none worth the name. */
export function personInFile(opened: OpenedRecording): string | null {
  return cleanIdentifier(opened.facts.personId);
}

/** One spelling of an identifier; null for an empty one or a placeholder. Letter case counts. */
export function cleanIdentifier(identifier: string | null): string | null {
  const clean = (identifier ?? "").normalize("NFKC").replace(/[\s\0]+/g, " ").trim();
  return PLACEHOLDER.test(clean) ? null : clean;
}
