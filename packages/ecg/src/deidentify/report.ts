/**
 * The report of a de-identification, for a data-protection officer to read and sign: what was found where, what became of it,
 * what was kept and who read it, hashes of what was written, and the limits in plain words. It holds no value of any
 * input file: places and counts only, and places only in the words of `placeVocabulary.ts`.
 */
import type { FormatName } from "../open/openedRecording.ts";
import type { FormatErrorCode } from "../errors.ts";
import type { TextKind } from "../open/recordFacts.ts";
import type { RemovalEntry } from "./deidentified.ts";
import { printReportHtml } from "./reportHtml.ts";
import { printReportText } from "./reportText.ts";

/** A recording as the report lists it. */
export interface ReportedRecording {
  /** New record name. */
  readonly id: string;
  readonly sourceFormat: FormatName;
  readonly writtenFormat: string;
  readonly samplingRateHz: number;
  readonly durationS: number;
  /** Standard names, as written, with the SHA-256 of the raw samples before the gate and, read back from what was written, after it (null: not read back). */
  readonly signals: readonly { readonly name: string; readonly sha256Before: string; readonly sha256After: string | null }[];
  readonly files: readonly { readonly name: string; readonly byteLength: number; readonly sha256: string }[];
}

/** What the run was told, and what it met. */
export interface ReportSettings {
  readonly dates: "shift" | "drop";
  /** Rounds of PBKDF2 under the pseudonyms. */
  readonly keyIterationCount: number;
  /** Where the key is: the report says what follows from it. */
  readonly key: "pass-phrase" | "key-file" | "thrown-away";
  /** Free texts that a person read and kept, and who that was (as they wrote it themselves). */
  readonly keptTextCount: number;
  readonly keptTextsReadBy: string | null;
  /** Date and time of the run as it shall stand in the report. */
  readonly madeAt: string;
  readonly programVersion: string;
  readonly personCount: number;
  readonly recordingsWithoutPerson: number;
  /** Files that gave no recording, counted by reason. */
  readonly rejected: readonly { readonly code: FormatErrorCode | "defect"; readonly count: number }[];
  /** How potassium results went to recordings, step by step, in counts and reasons of Kalium's own words; absent when none were given. */
  readonly pairing?: readonly { readonly label: string; readonly count: number; readonly dropped: readonly { readonly reason: string; readonly count: number }[] }[];
}

/** The report in three forms of the same content. */
export interface PrintedReport {
  readonly text: string;
  /** One page without script, to be printed on A4 and signed. */
  readonly html: string;
  readonly json: string;
}

/** Content of the report as plain data; both printed forms are made from it. */
export interface ReportContent {
  readonly title: string;
  readonly purpose: string;
  readonly summary: readonly (readonly [string, string])[];
  readonly found: readonly { readonly format: string; readonly place: string; readonly kind: string; readonly action: string; readonly count: number }[];
  readonly passes: readonly string[];
  readonly kept: string;
  readonly rejected: readonly (readonly [string, number])[];
  /** Empty when no table of results was given. */
  readonly pairing: readonly string[];
  readonly signalProof: string;
  readonly recordings: readonly ReportedRecording[];
  readonly limits: readonly string[];
  readonly signatureFields: readonly string[];
}

/** Builds the report. */
export function buildReport(removals: readonly RemovalEntry[], recordings: readonly ReportedRecording[], settings: ReportSettings): PrintedReport {
  const content = reportContent(removals, recordings, settings);
  const json = { report: "kalium-deidentification", version: 1, settings, removals, recordings, passes: content.passes, limits: content.limits };
  return { text: printReportText(content), html: printReportHtml(content), json: `${JSON.stringify(json, null, 1)}\n` };
}

const ACTIONS: Readonly<Record<RemovalEntry["action"], string>> = {
  dropped: "removed",
  pseudonym: "replaced by a keyed hash",
  shifted: "shifted by whole days, one shift per person",
  pooled: "90 or older, written as 90",
  replaced: "replaced by a neutral word",
  "kept-allowed": "kept, on the list of what may pass",
  "kept-read-by-person": "kept after a person read it",
};

const KINDS: Readonly<Record<TextKind, string>> = {
  "person-name": "name", identifier: "identifier", date: "date", place: "place or institution", staff: "staff", device: "device", contact: "contact", "free-text": "free text", technical: "technical text",
};

const KEYS: Readonly<Record<ReportSettings["key"], string>> = {
  "pass-phrase": "derived from a pass phrase that only the user knows; not stored",
  "key-file": "in a key file that stays with the user, outside the output; whoever has it and an identifier can find the pseudonym",
  "thrown-away": "made at random for this run and thrown away; nobody can make these pseudonyms again",
};

function reportContent(removals: readonly RemovalEntry[], recordings: readonly ReportedRecording[], settings: ReportSettings): ReportContent {
  const compared = recordings.flatMap(({ signals }) => signals);
  const readBack = compared.filter(({ sha256After }) => sha256After !== null);
  const same = readBack.filter(({ sha256Before, sha256After }) => sha256Before === sha256After);
  const reader = settings.keptTextsReadBy?.trim();
  return {
    title: "Report of de-identification",
    purpose:
      "Kalium built new recordings from a short list of things that may pass; everything else of the input files stayed behind. This report names places and counts, never a value; a word of a place that is not on a list of known words is shown as “…”. Where age, sex or start stand below as removed and as kept, the wording of the file was removed and the number written anew. Kalium is for research and teaching, not a medical device.",
    summary: [
      ["Made", settings.madeAt],
      ["Program", `Kalium ${settings.programVersion}`],
      ["Recordings written", String(recordings.length)],
      ["People", `${settings.personCount}${settings.recordingsWithoutPerson > 0 ? `, of which ${settings.recordingsWithoutPerson} are recordings without an identifier, each taken for a person of its own` : ""}`],
      ["Files not passed", String(settings.rejected.reduce((sum, { count }) => sum + count, 0))],
      ["Dates", settings.dates === "shift" ? "shifted later by 366 to 7 665 whole days, one shift per person: time of day and the intervals within a person are kept, weekday and season are not" : "not written"],
      ["Pseudonyms", `HMAC-SHA-256, 60 bits; the key by PBKDF2-HMAC-SHA-256 in ${settings.keyIterationCount} rounds; key ${KEYS[settings.key]}`],
    ],
    found: removals.map(({ format, place, kind, action, count }) => ({ format, place, kind: kind === undefined ? "" : KINDS[kind], action: ACTIONS[action], count })),
    passes: [
      "raw samples, sampling rates, gains and baselines, unchanged",
      "signal names and units from a list of standard ones; any other name becomes “signal” and a number",
      "annotation marks of the WFDB vocabulary and rhythm labels from a list",
      "sex; age in whole years, 90 and above as 90; potassium; the mark of a simulated recording",
      settings.dates === "shift" ? "the start time, shifted" : "no date or time",
      "the person's pseudonym, and a record name made of it and a number",
    ],
    kept:
      settings.keptTextCount === 0
        ? "No free text was kept."
        : `${settings.keptTextCount} different free texts were put on the list of texts to keep. Read by: ${reader === undefined || reader === "" ? "not stated" : reader}. Their wording is the responsibility of that person.`,
    rejected: settings.rejected.map(({ code, count }) => [code, count] as const),
    pairing: (settings.pairing ?? []).flatMap(({ label, count, dropped }) => [`${label}: ${count}`, ...dropped.map((one) => `left out, ${one.reason}: ${one.count}`)]),
    signalProof:
      readBack.length === 0
        ? `The SHA-256 of the raw samples of ${compared.length} signals is listed in the JSON form of this report; the written files were not read back.`
        : `${same.length} of ${readBack.length} signals, read back from the written files, have the same raw samples as the input (SHA-256).${readBack.length < compared.length ? ` ${compared.length - readBack.length} signals were not read back.` : ""}`,
    recordings,
    limits: [
      "The heartbeat itself can tell a person apart: whoever holds another ECG of the same person may match the two. No program can remove that and keep the ECG.",
      "Rare findings, the moments of measurement, sex and age together can point to a person in a small group.",
      "Shifted dates are dates: some rules count them as such. Choose to drop dates where that matters.",
      "Identity written into the samples themselves, or shown in pictures, is not found.",
      "Texts that a person chose to keep are only as safe as that reading.",
      "This report is no certificate of any law, HIPAA and the GDPR included. Whether the data may be shared is for the person who signs to decide.",
    ],
    signatureFields: ["Name", "Role", "Date", "Signature"],
  };
}
