/** ZIP archives among the files given become the files in them. */
import { listZip, looksLikeZip, zipEntryAsSourceFile, type SourceFile } from "@kalium/ecg";
import type { RejectedRow } from "./dataRoom.ts";
import type { DataJob } from "./dataJob.ts";
import { rejectionOf } from "./strayFile.ts";

/** An array archive is a ZIP as well, but a format of its own. */
function mayBeArchive(path: string): boolean {
  return /\.zip$/i.test(path);
}

/** @throws DataJobCancelled */
export async function expandArchives(files: readonly SourceFile[], job: DataJob): Promise<{ readonly files: readonly SourceFile[]; readonly rejected: readonly RejectedRow[] }> {
  const expanded: SourceFile[] = [];
  const rejected: RejectedRow[] = [];
  for (const file of files) {
    await job.turn();
    try {
      if (mayBeArchive(file.path) && looksLikeZip(await file.bytes(0, 4))) {
        for (const entry of await listZip(file)) expanded.push(zipEntryAsSourceFile(file, entry));
      } else expanded.push(file);
    } catch (error) {
      rejected.push(rejectionOf(error, file.path));
    }
  }
  return { files: expanded, rejected };
}
