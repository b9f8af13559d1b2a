/** What the page asks about a file that does not say everything itself, with what can be guessed. */
import { describeNumpy, FormatError, guessArrayLayout, guessTableLayout, recogniseFormat, type SourceFile } from "@kalium/ecg";
import type { FileQuestion } from "./dataRoom.ts";

/** A question, and what makes another file one of the same layout. */
export interface AskedQuestion {
  readonly question: FileQuestion;
  readonly layoutKey: string;
}

const PREVIEW_BYTES = 1 << 16;

export async function askAbout(file: SourceFile, error: FormatError): Promise<AskedQuestion> {
  const reader = await recogniseFormat(file);
  if (reader?.formats.includes("csv")) {
    const { layout, columnCount, preview } = guessTableLayout(new TextDecoder().decode(await file.bytes(0, PREVIEW_BYTES)));
    return {
      question: { file: file.path, fileCount: 1, kind: "table", preview, guess: layout, columnCount, arrays: [] },
      layoutKey: JSON.stringify(["table", columnCount, layout]),
    };
  }
  const arrays = error.arrays ?? (reader?.formats.includes("npy") ? (await describeNumpy(file)).arrays : []);
  const largest = [...arrays].sort((a, b) => sizeOf(b.shape) - sizeOf(a.shape))[0];
  const guess = guessArrayLayout(arrays.length > 1 ? (largest?.name ?? null) : null, largest?.shape ?? []);
  return {
    question: { file: file.path, fileCount: 1, kind: "array", preview: [], guess, columnCount: guess.leadNames.length, arrays },
    // A bare array is named after its file, and recordings differ in length.
    layoutKey: JSON.stringify(["array", arrays.length > 1 ? arrays.map(({ name }) => name) : [], largest?.shape.length, guess.leadAxis, guess.leadNames.length]),
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
