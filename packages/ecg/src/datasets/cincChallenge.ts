/** CinC Challenge 2020/2021 (Reyna et al. 2021, doi:10.23919/CinC53138.2021.9662687): WFDB headers with `# Age`, `# Sex`, `# Dx`; no people, no times. */
import type { SourceFile } from "../read/sourceFile.ts";
import type { FolderTable } from "./folderTables.ts";
import type { RecognisedDataset } from "./recognisedDataset.ts";

const HEADERS_LOOKED_AT = 8;

export async function recogniseCincChallenge(files: readonly SourceFile[], _tables: readonly FolderTable[]): Promise<RecognisedDataset | null> {
  const headers = files.filter((file) => /\.hea$/i.test(file.path) && file.size < 16_384).slice(0, HEADERS_LOOKED_AT);
  if (headers.length === 0) return null;
  for (const header of headers) {
    const text = new TextDecoder().decode(await header.bytes());
    if (!/^#\s?Dx:/m.test(text) || !/\.mat\s+16/m.test(text)) return null;
  }
  return {
    name: "CinC Challenge",
    notes: [
      "The challenge states no potassium and no diagnosis of it; “U wave abnormal” (SNOMED 164937009) is the nearest there is.",
      "It names no people: every recording counts as its own person, so one person may be on both sides of a split.",
    ],
    tablePaths: [],
    results: null,
    factsOf: () => null,
    openOptionsOf: () => null,
  };
}
