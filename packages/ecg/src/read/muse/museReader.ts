/**
 * Reader of GE MUSE XML (RestingECG). Its DOCTYPE names a file "restecg.dtd" that is never looked for. Written after
 * public descriptions of the format: no real file may be passed on, so the tests use made ones.
 */
import { FormatError } from "../../errors.ts";
import type { FormatReader } from "../../open/formatReader.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import type { SourceFile } from "../sourceFile.ts";
import { heldRecording } from "../xml/heldGroup.ts";
import { readXmlFile } from "../xml/readXmlFile.ts";
import { sniffXmlRoot } from "../xml/xmlEncoding.ts";
import { textAt } from "../xml/xmlDocument.ts";
import { readMuseFacts } from "./museFacts.ts";
import { readMuseWaveforms } from "./museWaveforms.ts";

export const museReader: FormatReader = {
  formats: ["muse"],
  recognises: (head) => sniffXmlRoot(head) === "RestingECG",
  open: async (file) => [await openMuse(file)],
};

async function openMuse(file: SourceFile): Promise<OpenedRecording> {
  const document = await readXmlFile(file);
  const notes: string[] = [];
  const groups = readMuseWaveforms(document, notes);
  if (groups.length === 0) throw new FormatError("no-records", { file: file.path, line: 1 }, "the file holds no waveforms", "Choose a file that was exported with its waveforms.");
  const version = textAt(document, document.root, "MuseInfo", "MuseVersion");
  const formatDetail = version === null ? "GE MUSE XML" : `GE MUSE XML ${version}`;
  return heldRecording(file.path, groups, { format: "muse", formatDetail, annotations: [], facts: readMuseFacts(document), notes });
}
