/** The annotation files beside a record: one for each annotator, told from other files by their content. */
import { FormatError } from "../../errors.ts";
import { stemOf, type SourceFile } from "../sourceFile.ts";
import { extensionOf, filesOfRecord, findCompanion } from "./companionFiles.ts";
import { parseAnnotationFile, type AnnotationFile } from "./wfdbAnnotations.ts";

/** One annotator of a record: the extension of its file, e.g. "atr", and the file. */
export interface Annotator {
  readonly name: string;
  readonly file: SourceFile;
}

/** The one that is read when a record has several (the reference annotations of PhysioNet's databases). */
export const DEFAULT_ANNOTATOR = "atr";

/** Files called like a record that hold its signals, texts or other formats, by extension. */
const NEVER_ANNOTATIONS = /^(hea|dat|mat|d\d+|flac|xws|txt|csv|tsv|md|json|xml|html?|pdf|edf|bdf|zip|gz|png|jpe?g|info)$/i;
/** Files beyond this are no annotations of a recording (Kalium's choice: 24 h with 20 marks a second fit). */
const MAX_ANNOTATION_BYTES = 8 * 1024 * 1024;

/**
 * Annotation files beside a header, the default annotator first, then by name. Files that are called like the record
 * and hold something else are left out.
 */
export async function listAnnotators(header: SourceFile, files: readonly SourceFile[]): Promise<readonly Annotator[]> {
  const annotators: Annotator[] = [];
  for (const file of filesOfRecord(header, files)) {
    const name = extensionOf(file.path);
    if (name === "" || NEVER_ANNOTATIONS.test(name) || name.endsWith("~")) continue;
    if (name === DEFAULT_ANNOTATOR || (await holdsAnnotations(file))) annotators.push({ name, file });
  }
  const rank = ({ name }: Annotator) => (name === DEFAULT_ANNOTATOR ? 0 : 1);
  return annotators.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, "en", { numeric: true }));
}

/**
 * Reads one annotation file, in MIT or AHA form; times stay as written.
 * @throws FormatError "empty-file", "truncated", "malformed", "too-large".
 */
export async function readAnnotationFile(file: SourceFile): Promise<AnnotationFile> {
  if (file.size > MAX_ANNOTATION_BYTES) {
    throw new FormatError("too-large", { file: file.path }, `${file.size} bytes are too many for an annotation file`, "Check that this is an annotation file.");
  }
  return parseAnnotationFile(await file.bytes(), file.path);
}

/** The annotation file of a name beside a header. */
export function findAnnotator(header: SourceFile, files: readonly SourceFile[], name: string): SourceFile | undefined {
  return findCompanion(header, files, `${stemOf(header.path)}.${name}`);
}

async function holdsAnnotations(file: SourceFile): Promise<boolean> {
  if (file.size < 2 || file.size > MAX_ANNOTATION_BYTES) return false;
  const [head, end] = [await file.bytes(0, 2), await file.bytes(file.size - 2, file.size)];
  // MIT form ends with a word of zero; AHA form begins with a byte of zero. Most other files do neither.
  if (head[0] !== 0 && (end[0] !== 0 || end[1] !== 0)) return false;
  try {
    const bytes = await file.bytes();
    const { annotations, byteCount } = parseAnnotationFile(bytes, file.path);
    // Other files can happen to begin like annotations, but have more after the closing mark.
    return annotations.length > 0 && bytes.subarray(byteCount).every((byte) => byte === 0);
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}
