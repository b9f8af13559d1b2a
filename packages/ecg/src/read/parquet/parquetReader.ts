/** Recognises Parquet; the reader itself is loaded when it is first needed. */
import type { FormatReader } from "../../open/formatReader.ts";

let loaded: typeof import("./openParquet.ts") | null = null;

export const parquetReader: FormatReader = {
  formats: ["parquet"],
  // "PAR1", or "PARE" for a file with an encrypted footer, which is refused by name.
  recognises: (head) => head[0] === 0x50 && head[1] === 0x41 && head[2] === 0x52 && (head[3] === 0x31 || head[3] === 0x45),
  open: async (file, _companions, options) => (loaded ??= await import("./openParquet.ts")).openParquet(file, options),
};
