/** Reads and parses a whole XML file, which must be small enough for that. */
import { FormatError } from "../../errors.ts";
import type { SourceFile } from "../sourceFile.ts";
import { XML_LIMITS, parseXml } from "./parseXml.ts";
import type { XmlDocument } from "./xmlDocument.ts";

/** @throws FormatError "too-large" beyond `XML_LIMITS.bytes`, and what {@link parseXml} throws. */
export async function readXmlFile(file: SourceFile): Promise<XmlDocument> {
  if (file.size > XML_LIMITS.bytes) {
    throw new FormatError("too-large", { file: file.path, byteOffset: XML_LIMITS.bytes }, `the XML file has more than the ${XML_LIMITS.bytes / 2 ** 20} MB that are read`, "Export the recording as WFDB, EDF+ or DICOM, or in shorter parts.");
  }
  return parseXml(await file.bytes(), file.path);
}
