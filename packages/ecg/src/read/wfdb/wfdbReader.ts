/** WFDB as a format that is recognised from content: the header is the main file, all others are its companions. */
import type { FormatReader } from "../../open/formatReader.ts";
import { looksLikeWfdbHeader } from "./wfdbHeader.ts";
import { openWfdb } from "./openWfdb.ts";

/** Reader of WFDB records. */
export const wfdbReader: FormatReader = {
  formats: ["wfdb"],
  recognises: looksLikeWfdbHeader,
  async open(file, companions) {
    return [(await openWfdb(file, companions)).opened];
  },
};
