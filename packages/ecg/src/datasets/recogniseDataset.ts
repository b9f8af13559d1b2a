import type { SourceFile } from "../read/sourceFile.ts";
import { recogniseCincChallenge } from "./cincChallenge.ts";
import { recogniseCode15 } from "./code15.ts";
import { listFolderTables } from "./folderTables.ts";
import { recogniseMimicIvEcg } from "./mimicIvEcg.ts";
import { recognisePtbXl } from "./ptbXl.ts";
import { recogniseReaderStudy } from "./readerStudy.ts";
import type { RecognisedDataset } from "./recognisedDataset.ts";

const RECOGNISERS = [recogniseMimicIvEcg, recognisePtbXl, recogniseReaderStudy, recogniseCode15, recogniseCincChallenge] as const;

/** The public collection that a folder holds, recognised by the columns of its tables and its headers; null for any other folder. */
export async function recogniseDataset(files: readonly SourceFile[]): Promise<RecognisedDataset | null> {
  const tables = await listFolderTables(files);
  for (const recognise of RECOGNISERS) {
    const dataset = await recognise(files, tables);
    if (dataset !== null) return dataset;
  }
  return null;
}
