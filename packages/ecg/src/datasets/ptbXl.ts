/** PTB-XL (Wagner et al. 2020, doi:10.1038/s41597-020-0495-6): people, dates, age and sex are in `ptbxl_database.csv`. */
import { parseClockTime } from "../potassium/clockTime.ts";
import { stemOf, type SourceFile } from "../read/sourceFile.ts";
import { readNamedRows, type FolderTable } from "./folderTables.ts";
import { knownFacts, type DatasetFacts, type RecognisedDataset } from "./recognisedDataset.ts";

export async function recognisePtbXl(files: readonly SourceFile[], tables: readonly FolderTable[]): Promise<RecognisedDataset | null> {
  const table = tables.find((candidate) => candidate.has("ecg_id", "patient_id", "filename_hr"));
  if (table === undefined) return null;
  const wanted = new Set(files.filter((file) => /\.hea$/i.test(file.path)).map((file) => stemOf(file.path)));
  const byStem = new Map<string, DatasetFacts>();
  for await (const at of readNamedRows(table.file)) {
    // Patient numbers are written as decimals ("15709.0"); ages above 89 are all 300.
    const age = Number(at("age") || NaN);
    const facts = knownFacts({
      personId: at("patient_id").replace(/\.0$/, "") || null,
      timeMs: parseClockTime(at("recording_date")),
      sex: at("sex") === "0" ? "male" : at("sex") === "1" ? "female" : null,
      ageYears: Number.isFinite(age) ? Math.min(age, 90) : null,
    });
    for (const stem of [stemOf(at("filename_hr")), stemOf(at("filename_lr"))]) if (wanted.has(stem)) byStem.set(stem, facts);
  }
  return {
    name: "PTB-XL",
    notes: ["PTB-XL holds no potassium results.", "The folders records100 and records500 hold the same recordings at two rates: choose one of them."],
    tablePaths: tables.map((candidate) => candidate.file.path),
    results: null,
    factsOf: (path, recordingId) => byStem.get(recordingId) ?? byStem.get(stemOf(path)) ?? null,
    openOptionsOf: () => null,
  };
}
