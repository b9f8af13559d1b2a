/**
 * MIMIC-IV-ECG (Gow et al. 2023, doi:10.13026/4nqg-sb35) and its open demo: `record_list.csv` says whose a study is and when it
 * was taken. Potassium comes from the clinical database, whose dates are shifted in the same way per patient.
 */
import { parseClockTime } from "../potassium/clockTime.ts";
import { describeResultTable } from "../potassium/resultTableMapping.ts";
import { stemOf, type SourceFile } from "../read/sourceFile.ts";
import { readNamedRows, type FolderTable } from "./folderTables.ts";
import { knownFacts, type DatasetFacts, type RecognisedDataset } from "./recognisedDataset.ts";

export async function recogniseMimicIvEcg(files: readonly SourceFile[], tables: readonly FolderTable[]): Promise<RecognisedDataset | null> {
  const list = tables.find((table) => table.has("subject_id", "study_id", "ecg_time"));
  if (list === undefined) return null;
  const wanted = new Set(files.filter((file) => /\.hea$/i.test(file.path)).map((file) => stemOf(file.path)));
  const factsByStudy = new Map<string, DatasetFacts>();
  const sexByPerson = await readSexes(tables);
  for await (const at of readNamedRows(list.file)) {
    if (!wanted.has(at("study_id"))) continue;
    const personId = at("subject_id");
    factsByStudy.set(at("study_id"), knownFacts({ personId, timeMs: parseClockTime(at("ecg_time")), sex: sexByPerson.get(personId) ?? null }));
  }
  const resultTable = tables.find((table) => table.has("subject_id", "itemid") && (table.has("charttime") || table.has("time")) && (table.has("valuenum") || table.has("value")));
  const description = resultTable === undefined ? null : await describeResultTable(resultTable.file);
  return {
    name: "MIMIC-IV-ECG",
    notes: [
      "The clock of the ECG machine is not synchronised with the laboratory's, so a time between ECG and result is uncertain.",
      description === null ? "No table of laboratory results is here: add labevents.csv of the MIMIC-IV clinical database." : "Potassium is taken from laboratory item 50971; the bedside chart's copies are not counted again.",
    ],
    tablePaths: tables.map((table) => table.file.path),
    results: description === null ? null : { file: resultTable!.file, mapping: description.guess },
    factsOf: (path, recordingId) => factsByStudy.get(recordingId) ?? factsByStudy.get(stemOf(path)) ?? null,
    openOptionsOf: () => null,
  };
}

async function readSexes(tables: readonly FolderTable[]): Promise<ReadonlyMap<string, "female" | "male">> {
  const sexes = new Map<string, "female" | "male">();
  const table = tables.find((candidate) => candidate.has("subject_id", "gender") || candidate.has("subject_id", "sex"));
  if (table === undefined) return sexes;
  for await (const at of readNamedRows(table.file)) {
    const sex = at("gender") || at("sex");
    if (sex === "F" || sex === "M") sexes.set(at("subject_id"), sex === "F" ? "female" : "male");
  }
  return sexes;
}
