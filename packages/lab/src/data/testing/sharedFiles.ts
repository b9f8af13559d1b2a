/** For tests in Node only: the open ECG files beside the repository as `File`s, as a page would be handed them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PlacedFile } from "../placedSource.ts";

const ROOT = new URL("../../../../../../shared/data/", import.meta.url);

export const hasSharedData = existsSync(ROOT);
if (!hasSharedData) console.warn(`Skipped: tests on real ECGs need the open data at ${fileURLToPath(ROOT)}`);

/** All files of a folder, those in folders inside it as well. */
export function sharedFolder(folder: string, accept: (path: string) => boolean = () => true): PlacedFile[] {
  return readdirSync(new URL(`${folder}/`, ROOT), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sharedFolder(path, accept);
    return accept(path) ? [{ path, file: new File([readFileSync(new URL(path, ROOT))], entry.name) }] : [];
  });
}
