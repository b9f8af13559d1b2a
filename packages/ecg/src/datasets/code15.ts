/**
 * CODE-15 % (Ribeiro et al. 2021, doi:10.5281/zenodo.4916206): `exams.csv` with `exams_part*.hdf5`, or single exams as MATLAB files with
 * a table that states rate and leads of each.
 */
import { stemOf, type SourceFile } from "../read/sourceFile.ts";
import { readNamedRows, type FolderTable } from "./folderTables.ts";
import { knownFacts, type DatasetFacts, type RecognisedDataset } from "./recognisedDataset.ts";
import type { OpenOptions } from "../open/formatReader.ts";

const LEADS = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"] as const;
const RATE_HZ = 400;

export async function recogniseCode15(files: readonly SourceFile[], tables: readonly FolderTable[]): Promise<RecognisedDataset | null> {
  const table = tables.find((candidate) => candidate.has("exam_id", "patient_id", "is_male"));
  if (table === undefined) return null;
  const stems = new Set(files.map((file) => stemOf(file.path)));
  const byName = new Map<string, DatasetFacts>();
  const optionsByStem = new Map<string, OpenOptions>();
  for await (const at of readNamedRows(table.file)) {
    const examId = at("exam_id").replace(/\.0$/, "");
    const age = Number(at("age") || NaN);
    byName.set(examId, knownFacts({
      personId: at("patient_id").replace(/\.0$/, "") || null,
      sex: /^true$/i.test(at("is_male")) ? "male" : /^false$/i.test(at("is_male")) ? "female" : null,
      ageYears: Number.isFinite(age) ? age : null,
      recordId: examId,
    }));
    const stem = at("save_file") === "" ? examId : stemOf(at("save_file"));
    if (!stems.has(stem)) continue;
    byName.set(stem, byName.get(examId)!);
    const leads = [...at("lead_order").matchAll(/'(\w+)'/g)].map((match) => match[1]!);
    const rate = Number(at("sample_rate"));
    optionsByStem.set(stem, {
      array: { arrayName: null, samplingRateHz: rate > 0 ? rate : RATE_HZ, unit: "mV", gainPerUnit: 1, leadNames: leads.length > 0 ? leads : [...LEADS], leadAxis: "first" },
    });
  }
  return {
    name: "CODE-15",
    notes: ["CODE-15 holds no potassium results.", "Recordings are padded with zeros to one length at the source.", "The collection states no unit; values are taken as millivolts."],
    tablePaths: tables.map((candidate) => candidate.file.path),
    results: null,
    factsOf: (path, recordingId) => byName.get(recordingId) ?? byName.get(stemOf(path)) ?? null,
    openOptionsOf: (path) => optionsByStem.get(stemOf(path)) ?? null,
  };
}
