/** From what is open, through the de-identification gate, into the store: the only way there is. */
import { buildReport, createDeidentifySession, derivePseudonymKey, FormatError, hashSamples, type DeidentifiedRecording, type FormatErrorCode, type OpenedRecording, type ReportedRecording } from "@kalium/ecg";
import type { DeidentificationReport, DeidentifySettings, RecordingRow, RejectedRow, StoredDataset } from "./dataRoom.ts";
import { DataJobCancelled, type DataJob } from "./dataJob.ts";
import { DataRoomError } from "./dataRoomError.ts";
import type { OpenEntry } from "./openFiles.ts";
import { lookAt, LOOK_S, type RecordingLook } from "./recordingLook.ts";
import { readStretch } from "./signalStretch.ts";
import { rejectionOf } from "./strayFile.ts";
import type { StoreAccess } from "./store/storeAccess.ts";
import { pseudonymSalt } from "./store/pseudonymSalt.ts";

export interface StoreSettings extends Omit<DeidentifySettings, "keptTexts"> {
  /** The texts themselves. */
  readonly keptTexts: readonly string[];
  readonly title: string;
  readonly programVersion: string;
  readonly madeAt: string;
  readonly randomBytes: (count: number) => Uint8Array;
}

export interface StoreOutcome {
  readonly dataset: StoredDataset;
  readonly report: DeidentificationReport;
  readonly rejected: readonly RejectedRow[];
  readonly cancelled: boolean;
}

const SHORTEST_PASS_PHRASE = 8;

/** @throws DataRoomError, DataStoreError; damaged recordings are rejected one by one. */
export async function storeRecordings(entries: readonly OpenEntry[], access: StoreAccess, job: DataJob, settings: StoreSettings): Promise<StoreOutcome> {
  if (entries.length === 0) throw new DataRoomError("nothing-to-store", "No recording is chosen.", "Choose at least one recording.");
  if ([...settings.passPhrase.normalize("NFKC")].length < SHORTEST_PASS_PHRASE) {
    throw new DataRoomError("weak-pass-phrase", `The pass phrase has fewer than ${SHORTEST_PASS_PHRASE} characters.`, "Choose a longer one and write it down; it is not stored.");
  }
  return access.writing(async (store) => {
    job.begin("storing", entries.length);
    const key = await derivePseudonymKey(settings.passPhrase, await pseudonymSalt(access, settings.randomBytes));
    const ahead = readAhead(entries);
    const session = createDeidentifySession({
      key,
      dates: settings.dates,
      keptTexts: settings.keptTexts,
      groups: "rhythm",
      personOf: (opened) => ahead.rowOf(opened).person,
      potassiumOf: (opened) => ahead.rowOf(opened).potassium?.mmolPerL ?? null,
    });
    const reported: ReportedRecording[] = [];
    const rejected: RejectedRow[] = [];
    const codes = new Map<FormatErrorCode | "defect", number>();
    const importing = await store.beginImport(settings.title);
    let cancelled = false;
    /** The recording that is being stored while the next one passes the gate. */
    let storing: Promise<void> = Promise.resolve();
    for (const [index, { row }] of entries.entries()) {
      try {
        await job.turn();
        const opened = ahead.take(index);
        for await (const recording of session.deidentify(opened)) {
          await storing;
          storing = (async () => {
            const [report] = await Promise.all([describeForReport(recording), importing.add(recording, await lookOf(recording, opened, row), row.potassium)]);
            reported.push(report);
          })();
          // Whoever awaits it next is told; a rejection must not go unheard until then.
          storing.catch(() => {});
        }
      } catch (error) {
        if (error instanceof DataJobCancelled) {
          cancelled = true;
          break;
        }
        if (!(error instanceof FormatError)) throw error;
        codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
        rejected.push(rejectionOf(error, row.path));
      }
      job.step(index + 1, row.id);
    }
    await storing;
    if (reported.length === 0 && !cancelled) throw new DataRoomError("nothing-to-store", `None of the ${entries.length} recordings could be stored. ${rejected[0]?.message ?? ""}`, rejected[0]?.remedy ?? "Choose other recordings.");
    const dataset = await (cancelled ? importing.stop() : importing.finish());
    const removals = session.removals();
    const report = buildReport(removals, reported, {
      dates: settings.dates,
      keyIterationCount: key.iterationCount,
      key: "pass-phrase",
      keptTextCount: settings.keptTexts.length,
      keptTextsReadBy: null,
      madeAt: settings.madeAt,
      programVersion: settings.programVersion,
      personCount: session.personCount(),
      recordingsWithoutPerson: session.recordingsWithoutPerson(),
      rejected: [...codes].map(([code, count]) => ({ code, count })),
    });
    const removedCount = removals.filter(({ action }) => !action.startsWith("kept")).reduce((sum, { count }) => sum + count, 0);
    return { dataset, rejected, cancelled, report: { ...report, recordingCount: reported.length, removedCount, keptTextCount: settings.keptTexts.length } };
  });
}

/** Recordings read ahead, so that the gate need not wait for files. */
const AHEAD_COUNT = 4;
/** What is larger is read when its turn comes. */
const AHEAD_FRAMES = 100_000;

/** The open recordings in order, the samples of the next few on their way. */
function readAhead(entries: readonly OpenEntry[]): { take(index: number): OpenedRecording; rowOf(taken: OpenedRecording): RecordingRow } {
  const begun = new Map<number, OpenedRecording>();
  const rows = new WeakMap<OpenedRecording, RecordingRow>();
  const begin = (index: number): OpenedRecording => {
    const { opened, row } = entries[index]!;
    const frameCount = opened.groups[0]?.frameCount ?? 0;
    const samples = frameCount <= AHEAD_FRAMES ? opened.readSamples(0, 0, frameCount) : null;
    samples?.catch(() => {});
    const wrapped: OpenedRecording = {
      ...opened,
      readSamples: (group, from, to) => (samples !== null && group === 0 && from === 0 && to === frameCount ? samples : opened.readSamples(group, from, to)),
    };
    rows.set(wrapped, row);
    return wrapped;
  };
  return {
    take(index) {
      for (let next = index; next < Math.min(entries.length, index + AHEAD_COUNT); next++) if (!begun.has(next)) begun.set(next, begin(next));
      const taken = begun.get(index)!;
      begun.delete(index);
      return taken;
    },
    rowOf: (taken) => rows.get(taken)!,
  };
}

/** The look of the row where it says nothing that the gate has taken away; else a new one. */
async function lookOf(recording: DeidentifiedRecording, opened: OpenedRecording, row: RecordingRow): Promise<RecordingLook> {
  const names = new Set(recording.signals.map(({ name }) => name));
  const isSame = recording.frameCount === opened.groups[0]!.frameCount && row.leadNames.every((name) => names.has(name));
  return isSame ? row : lookAt(await readStretch(asOpened(recording), 0, LOOK_S));
}

/** A recording in memory, as if a reader had opened it. */
export function asOpened(recording: DeidentifiedRecording): OpenedRecording {
  const { id, framesPerSecond, frameCount, signals, annotations, annotationRateHz, facts } = recording;
  return {
    format: recording.sourceFormat ?? "wfdb", formatDetail: "", id, files: [], annotations, annotationRateHz, notes: [],
    groups: [
      {
        kind: "rhythm", framesPerSecond, frameCount, pieces: [{ fromFrame: 0, startS: 0 }],
        signals: signals.map(({ samples, ...signal }) => ({ ...signal, samplingRateHz: framesPerSecond * signal.samplesPerFrame, sampleCount: samples.length })),
      },
    ],
    facts: { ...facts, measurements: recording.measurements ?? null, filters: recording.filters ?? null, texts: [] },
    readSamples: async (_, from, to) => signals.map(({ samples, samplesPerFrame }) => samples.subarray(from * samplesPerFrame, to * samplesPerFrame)),
  };
}

/** The samples that pass are those of the file; the store keeps its own hashes of what it wrote. */
async function describeForReport(recording: DeidentifiedRecording): Promise<ReportedRecording> {
  return {
    id: recording.id,
    sourceFormat: recording.sourceFormat ?? "wfdb",
    writtenFormat: "Kalium's store in this browser",
    samplingRateHz: recording.framesPerSecond * (recording.signals[0]?.samplesPerFrame ?? 1),
    durationS: recording.frameCount / recording.framesPerSecond,
    signals: await Promise.all(recording.signals.map(async ({ name, samples }) => ({ name, sha256Before: (await hashSamples(samples)).sha256, sha256After: null }))),
    files: [],
  };
}
