/** Recognises HDF5; the reader itself is loaded when it is first needed. */
import type { FormatReader } from "../../open/formatReader.ts";

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

let loaded: typeof import("./openHdf5.ts") | null = null;

export const hdf5Reader: FormatReader = {
  formats: ["hdf5"],
  recognises: (head) => [0, 512, 1024, 2048].some((at) => SIGNATURE.every((byte, i) => head[at + i] === byte)),
  open: async (file, _companions, options) => (loaded ??= await import("./openHdf5.ts")).openHdf5(file, options),
};
