/**
 * Loads what `exportTo` wrote as WFDB. The files pass the gate again, for anybody can write a folder that looks like an export: texts
 * and names of signals are judged anew, and only pseudonyms of Kalium's own form are taken over, with times that were shifted already.
 */
import { createDeidentifySession, FormatError, type DeidentifiedRecording, type OpenedRecording, type PseudonymKey, type SourceFile } from "@kalium/ecg";
import type { RowPotassium, StoredDataset } from "./dataRoom.ts";
import { DataJobCancelled, type DataJob } from "./dataJob.ts";
import { DataRoomError } from "./dataRoomError.ts";
import { EXPORT_LIST_NAME, type ExportList } from "./exportDataset.ts";
import { nameOfPath } from "./fileIndex.ts";
import { openFiles, type OpenFilesSettings } from "./openFiles.ts";
import { lookAt, LOOK_S } from "./recordingLook.ts";
import { readStretch } from "./signalStretch.ts";
import { asOpened } from "./storeRecordings.ts";
import type { StoreAccess } from "./store/storeAccess.ts";

const PSEUDONYM = /^P[0-9A-HJKMNP-TV-Z]{12}$/;
const RECORD_NAME = /^P[0-9A-HJKMNP-TV-Z]{12}-\d{3,9}$/;
const MAX_LIST_BYTES = 1 << 28;
const MAX_TITLE_LENGTH = 200;
/** The gate wants a key for the pseudonyms that it makes; these are replaced by those of the files. */
const NO_KEY: PseudonymKey = { iterationCount: 0, hash: async () => new Uint8Array(32) };

/** @throws DataRoomError "no-export" when the files are no export of Kalium, DataStoreError, FormatError of the first damaged recording. */
export async function loadExport(files: readonly SourceFile[], access: StoreAccess, job: DataJob, openRecordings: OpenFilesSettings["openRecordings"]): Promise<StoredDataset> {
  const list = await readList(files);
  const potassiumOf = new Map(list.recordings.map(({ id, potassium }) => [id, potassium]));
  const session = createDeidentifySession({ key: NO_KEY, dates: "drop", keptTexts: [], groups: "rhythm" });
  return access.writing(async (store) => {
    const importing = await store.beginImport(list.title);
    let keyCount = 0;
    let loaded = 0;
    try {
      const outcome = await openFiles(files.filter(({ path }) => nameOfPath(path) !== EXPORT_LIST_NAME), {
        job,
        openRecordings,
        nextKey: () => `${++keyCount}`,
        onEntries: async (entries) => {
          for (const { opened } of entries) {
            for await (const passed of session.deidentify(opened)) {
              const recording = withPseudonym(passed, opened);
              await importing.add(recording, lookAt(await readStretch(asOpened(recording), 0, LOOK_S)), potassiumOf.get(opened.id) ?? ownPotassium(recording));
              loaded += 1;
            }
          }
        },
      });
      const bad = outcome.rejected[0];
      if (bad !== undefined) throw new DataRoomError("no-export", bad.message, bad.remedy);
      if (loaded === 0) throw new DataRoomError("no-export", "The export holds no recording.", "Choose the whole folder that was exported.");
      return await importing.finish();
    } catch (error) {
      if (error instanceof DataJobCancelled) {
        await importing.stop();
        throw new DataRoomError("cancelled", "Loading was stopped.", "Load the same files again to go on.");
      }
      throw error;
    }
  });
}

async function readList(files: readonly SourceFile[]): Promise<ExportList> {
  const file = files.find(({ path }) => nameOfPath(path) === EXPORT_LIST_NAME);
  const wrong = (reason: string) => new DataRoomError("no-export", reason, "Choose the whole folder that Kalium wrote as WFDB; open other files as new recordings instead.");
  if (file === undefined || file.size > MAX_LIST_BYTES) throw wrong(`The list of an export (${EXPORT_LIST_NAME}) is not among the files.`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(await file.bytes()));
  } catch {
    throw wrong(`The list of the export (${file.path}) is damaged.`);
  }
  const list = value as Partial<ExportList> | null;
  if (list?.format !== "kalium-export/1" || typeof list.title !== "string" || !Array.isArray(list.recordings)) throw wrong(`${file.path} is no list of an export.`);
  if (list.writtenAs !== "wfdb") throw wrong("Only an export as WFDB can be loaded again.");
  const recordings = (list.recordings as readonly unknown[]).map(readEntry).filter((entry) => entry !== null);
  return { format: "kalium-export/1", title: list.title.slice(0, MAX_TITLE_LENGTH), writtenAs: "wfdb", recordings };
}

function readEntry(value: unknown): ExportList["recordings"][number] | null {
  const entry = value as { id?: unknown; potassium?: { mmolPerL?: unknown; offsetMinutes?: unknown; haemolysed?: unknown } | null } | null;
  if (typeof entry?.id !== "string") return null;
  const { potassium } = entry;
  const read: RowPotassium | null =
    typeof potassium?.mmolPerL === "number"
      ? {
          mmolPerL: potassium.mmolPerL,
          offsetMinutes: typeof potassium.offsetMinutes === "number" ? potassium.offsetMinutes : null,
          haemolysed: typeof potassium.haemolysed === "boolean" ? potassium.haemolysed : null,
        }
      : null;
  return { id: entry.id, sourceFormat: "wfdb", potassium: read };
}

function ownPotassium({ facts }: DeidentifiedRecording): RowPotassium | null {
  return facts.potassiumMmolPerL === null ? null : { mmolPerL: facts.potassiumMmolPerL, offsetMinutes: null, haemolysed: null };
}

/** @throws FormatError for names that are not of the gate's own making. */
function withPseudonym(recording: DeidentifiedRecording, { id, files, facts }: OpenedRecording): DeidentifiedRecording {
  if (facts.personId === null || !PSEUDONYM.test(facts.personId) || !RECORD_NAME.test(id)) {
    throw new FormatError("malformed", { file: files[0] ?? "the export" }, "the record's name or person is no pseudonym that Kalium gives", "Open the files as new recordings and let them pass the de-identification.");
  }
  return { ...recording, id, facts: { ...recording.facts, personId: facts.personId, startTimeMs: facts.startTimeMs } };
}
