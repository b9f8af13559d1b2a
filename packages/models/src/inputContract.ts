/** What a network was trained to read. Inference refuses anything else and says what to change. */

/** One description serves both sides: what a model needs, and what a caller offers. */
export interface InputContract {
  /** Lead names in channel order. */
  readonly leads: readonly string[];
  readonly samplingRateHz: number;
  /** Length of one row. */
  readonly windowSamples: number;
  /** Index of the R peak in the row, or null when rows are not aligned. */
  readonly rPeakIndex: number | null;
  readonly unit: "mV" | "z-score";
  /** Filter in words and numbers, compared as text. */
  readonly filter: string;
  /** Scaling in words, compared as text. */
  readonly scaling: string;
}

/** A field of the contract that is not met. */
export interface ContractBreach {
  readonly field: keyof InputContract;
  readonly expected: string;
  readonly offered: string;
  readonly remedy: string;
}

/** Data offered to a model that was trained on something else. */
export class InputContractError extends Error {
  override readonly name = "InputContractError";
  constructor(readonly breaches: readonly ContractBreach[]) {
    super(breaches.map(({ field, expected, offered, remedy }) => `${field}: needs ${expected}, got ${offered}. ${remedy}`).join(" "));
  }
}

/** Beats of personal transfer learning (Chiu et al. 2022 for lead, window and R index; filter and scaling are Kalium's choice). */
export const personalBeatContract: InputContract = {
  leads: ["II"],
  samplingRateHz: 125,
  windowSamples: 120,
  rPeakIndex: 40,
  unit: "z-score",
  filter: "FIR band-pass 0.5-40 Hz, Hamming window, 401 taps, zero phase",
  scaling: "strip median subtracted, divided by strip standard deviation",
};

const remedies: Readonly<Record<keyof InputContract, (contract: InputContract, offered: InputContract) => string>> = {
  leads: (contract, offered) => {
    const missing = contract.leads.filter((lead) => !offered.leads.includes(lead));
    return missing.length > 0 ? `Choose a recording with ${missing.length > 1 ? "leads" : "lead"} ${missing.join(", ")}.` : `Reorder the leads to ${contract.leads.join(", ")} and leave out the others.`;
  },
  samplingRateHz: (contract) => `Resample to ${contract.samplingRateHz} Hz before cutting beats.`,
  windowSamples: (contract) => `Cut windows of ${contract.windowSamples} samples.`,
  rPeakIndex: (contract) => (contract.rPeakIndex === null ? "Do not align the windows." : `Cut each window so that R is at index ${contract.rPeakIndex}.`),
  unit: (contract) => (contract.unit === "mV" ? "Give millivolts, before any scaling." : "Scale the strip as the contract says."),
  filter: (contract) => `Filter with: ${contract.filter}.`,
  scaling: (contract) => `Scale with: ${contract.scaling}.`,
};

/**
 * Compares what is offered with what a model needs.
 * @throws {InputContractError} naming every field that differs and what to resample, reorder or rescale
 */
export function checkInputContract(contract: InputContract, offered: InputContract): void {
  const show = (value: InputContract[keyof InputContract]): string => (Array.isArray(value) ? value.join(", ") || "none" : String(value));
  const breaches = (Object.keys(remedies) as (keyof InputContract)[])
    .filter((field) => show(contract[field]) !== show(offered[field]))
    .map((field): ContractBreach => ({ field, expected: show(contract[field]), offered: show(offered[field]), remedy: remedies[field](contract, offered) }));
  if (breaches.length > 0) throw new InputContractError(breaches);
}
