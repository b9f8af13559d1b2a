import { expect, test } from "vitest";
import { checkInputContract, InputContractError, personalBeatContract } from "./index.ts";

const breachesOf = (change: Partial<typeof personalBeatContract>): InputContractError => {
  try {
    checkInputContract(personalBeatContract, { ...personalBeatContract, ...change });
  } catch (error) {
    if (error instanceof InputContractError) return error;
    throw error;
  }
  throw new Error("the contract was accepted");
};

test("accepts what the model was trained on", () => {
  expect(() => checkInputContract(personalBeatContract, { ...personalBeatContract, leads: ["II"] })).not.toThrow();
});

test("says to resample a recording of another rate", () => {
  expect(breachesOf({ samplingRateHz: 360 }).message).toContain("Resample to 125 Hz");
});

test("names a missing lead, and asks to reorder when the lead is there", () => {
  expect(breachesOf({ leads: ["V1"] }).message).toContain("lead II");
  expect(breachesOf({ leads: ["V1", "II"] }).message).toContain("Reorder the leads to II");
});

test("lists every field that differs", () => {
  const error = breachesOf({ windowSamples: 100, rPeakIndex: null, unit: "mV", filter: "none", scaling: "none" });
  expect(error.breaches.map((breach) => breach.field)).toEqual(["windowSamples", "rPeakIndex", "unit", "filter", "scaling"]);
});
