const FORMAT_NAMES: Readonly<Record<string, string>> = {
  wfdb: "WFDB", edf: "EDF", bdf: "BDF", dicom: "DICOM", aecg: "HL7 aECG", muse: "GE MUSE", sierra: "Philips Sierra", scp: "SCP-ECG",
  ishne: "ISHNE", csv: "CSV", npy: "NPY", npz: "NPZ", mat: "MATLAB", hdf5: "HDF5", parquet: "Parquet",
};

/** Name of a format as people write it. */
export function formatName(format: string): string {
  return Object.hasOwn(FORMAT_NAMES, format) ? FORMAT_NAMES[format]! : format;
}
