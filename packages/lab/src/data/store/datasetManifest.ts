/** What a stored data set consists of. It is written after everything it names, and everything it names has its SHA-256. */
import type { NamedFile } from "./durableFile.ts";

export const MANIFEST_STEM = "manifest";

export interface DatasetManifest {
  readonly format: "kalium-dataset/1";
  readonly key: string;
  readonly title: string;
  readonly savedAt: string;
  readonly state: "whole" | "interrupted";
  /** Data set whose place this one takes from the moment it is whole. */
  readonly replaces: string | null;
  /** Packs in the order in which they were written. */
  readonly packs: readonly { readonly samples: NamedFile | null; readonly index: NamedFile }[];
  readonly recordingCount: number;
  readonly personCount: number;
  readonly withPotassiumCount: number;
  readonly simulated: boolean;
}

export function isManifest(value: unknown): value is DatasetManifest {
  const manifest = value as Partial<DatasetManifest> | null;
  return manifest?.format === "kalium-dataset/1" && typeof manifest.key === "string" && Array.isArray(manifest.packs);
}

/** Every file of a data set but the manifests. */
export function filesOf(manifest: DatasetManifest): readonly NamedFile[] {
  return manifest.packs.flatMap(({ samples, index }) => (samples === null ? [index] : [samples, index]));
}
