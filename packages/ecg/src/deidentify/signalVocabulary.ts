/**
 * Names and units of signals that may leave the de-identification gate. What leaves is the spelling of this list, never that
 * of the file, so a label that holds a person's name cannot pass. Sources of the names: the standard 12 leads, the AHA's
 * further chest leads, Frank's system, and what the databases of PhysioNet use (Kalium's choice of extent).
 */

const LEADS = [
  "I", "II", "III", "aVR", "aVL", "aVF", "-aVR", "V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9",
  "V1R", "V2R", "V3R", "V4R", "V5R", "V6R", "V7R", "V8R", "V9R", "X", "Y", "Z", "vx", "vy", "vz",
  "MLI", "MLII", "MLIII", "ML2", "ML5", "MV1", "MV2", "MV3", "MV4", "MV5", "MV6", "MCL", "MCL1", "MCL2", "MCL3", "MCL4", "MCL5", "MCL6",
  "mod.V1", "mod.V2", "mod.V3", "mod.V4", "mod.V5", "mod.V6", "CM1", "CM2", "CM3", "CM4", "CM5", "CM6", "CM7", "CC5", "CC6", "CS5", "CB5", "CR5", "CR6",
  "D1", "D2", "D3", "D4", "E", "S", "A", "ES", "AS", "AI", "NASA", "V1-V2", "V2-V3", "V3-V4", "V4-V5", "V5-V6",
  "ECG", "ECG1", "ECG2", "ECG3", "ECG4", "ECG5", "ECG6", "ECG7", "ECG8", "ECG9", "ECG10", "ECG11", "ECG12",
  // Signals that are recorded beside an ECG.
  "RESP", "PLETH", "PPG", "SpO2", "ABP", "ART", "BP", "CVP", "PAP", "PAWP", "ICP", "UAP", "UVP", "LAP", "RAP", "CO2", "EEG", "EMG", "EOG",
] as const;

const leadBySpelling = new Map<string, string>(LEADS.flatMap((name) => [name, `lead ${name}`, `ECG ${name}`, `EKG ${name}`, `ECG lead ${name}`].map((spelling): [string, string] => [foldSpelling(spelling), name])));
// "ECG" with a number and "EKG" are names of their own, not a lead behind a prefix.
for (const name of LEADS) leadBySpelling.set(foldSpelling(name), name);
leadBySpelling.set(foldSpelling("EKG"), "ECG");
for (let number = 1; number <= 12; number++) for (const prefix of ["ECG", "EKG"]) leadBySpelling.set(foldSpelling(`${prefix}${number}`), `ECG${number}`);

/** Name of a lead or signal in this list's spelling, or null when it is not one that may pass. */
export function allowedSignalName(name: string): string | null {
  return leadBySpelling.get(foldSpelling(name)) ?? null;
}

/** Spaces, "_", letter case and trailing NULs do not tell leads apart; "-" and "." do. */
function foldSpelling(name: string): string {
  return name.normalize("NFKC").replace(/[\s_\0]+/g, "").toUpperCase();
}

const UNIT_SPELLINGS: Readonly<Record<string, string>> = {
  mv: "mV", millivolt: "mV", millivolts: "mV", uv: "uV", "μv": "uV", microvolt: "uV", microvolts: "uV", nv: "nV", v: "V", volt: "V",
  mmhg: "mmHg", kpa: "kPa", cmh2o: "cmH2O", bpm: "bpm", "%": "%", percent: "%", ohm: "ohm", degc: "degC", "l/min": "L/min", hz: "Hz", s: "s", ms: "ms", nu: "NU",
};
const unitBySpelling = new Map(Object.entries(UNIT_SPELLINGS));

/** Unit in this list's spelling; "" for none stated, "NU" (no unit, as in WFDB) for one that is not in the list. */
export function allowedUnit(unit: string): string {
  const plain = unit.normalize("NFKC").replace(/[\s\0]+/g, "");
  return plain === "" ? "" : (unitBySpelling.get(plain.toLowerCase()) ?? "NU");
}
