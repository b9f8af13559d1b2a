/** A text found in files, as the review shows it. */
export type ReviewKind = "person-name" | "identifier" | "date" | "place" | "staff" | "device" | "contact" | "free-text" | "technical";

export interface ReviewText {
  readonly key: string;
  /** Place in the format's own words. */
  readonly place: string;
  readonly kind: ReviewKind;
  readonly value: string;
  readonly recordingCount: number;
  readonly format: string;
}

/** What becomes of each kind. Only the last two can be kept, each text by itself, after a person has read it. */
export const KIND_FATES: readonly { readonly kind: ReviewKind; readonly name: string; readonly fate: string; readonly isKeepable: boolean }[] = [
  { kind: "person-name", name: "Names of people", fate: "removed", isKeepable: false },
  { kind: "identifier", name: "Record and patient numbers", fate: "replaced by keyed hashes, or removed", isKeepable: false },
  { kind: "date", name: "Dates and times", fate: "shifted or removed, as you choose", isKeepable: false },
  { kind: "place", name: "Hospitals, wards, places", fate: "removed", isKeepable: false },
  { kind: "staff", name: "Physicians and technicians", fate: "removed", isKeepable: false },
  { kind: "contact", name: "Addresses, telephones, mails", fate: "removed", isKeepable: false },
  { kind: "device", name: "Device names and serial numbers", fate: "removed", isKeepable: false },
  { kind: "free-text", name: "Free texts", fate: "removed, unless you read and keep them", isKeepable: true },
  { kind: "technical", name: "Technical notes", fate: "removed, unless you read and keep them", isKeepable: true },
];

const KEEPABLE = new Set(KIND_FATES.filter(({ isKeepable }) => isKeepable).map(({ kind }) => kind));

/** Texts that a person may read and keep, those of most recordings first. */
export function keepableTexts(texts: readonly ReviewText[]): readonly ReviewText[] {
  return texts.filter(({ kind }) => KEEPABLE.has(kind)).sort((a, b) => b.recordingCount - a.recordingCount || a.place.localeCompare(b.place));
}
