import { describe, expect, it } from "vitest";
import type { Recording } from "../recording.ts";
import { LIMB_LEAD_II_ALIASES, findLead } from "./findLead.ts";

const recordingWith = (...names: string[]): Recording => ({
  id: "100", personId: "100", samplingRateHz: 360, sampleCount: 1, annotations: [], potassiumMmolPerL: null, timeS: null, simulated: false,
  leads: names.map((name) => ({ name, samplesMillivolt: new Float32Array(1), gainPerMillivolt: 200, baselineCount: 0 })),
});

describe("findLead", () => {
  it("finds a lead by name, letter case aside, the exact name first", () => {
    expect(findLead(recordingWith("ii", "II"), "II").name).toBe("II");
    expect(findLead(recordingWith("i", "avr"), "aVR").name).toBe("avr");
  });

  it("takes MLII for II only when the caller passes the aliases", () => {
    expect(findLead(recordingWith("MLII", "V5"), "II", LIMB_LEAD_II_ALIASES).name).toBe("MLII");
    expect(findLead(recordingWith("MLII", "II"), "II", LIMB_LEAD_II_ALIASES).name).toBe("II");
    expect(() => findLead(recordingWith("MLII", "V5"), "II")).toThrow("the recording has no lead II; it has MLII, V5");
  });

  it("names the leads there are in error and remedy", () => {
    try {
      findLead(recordingWith("V5", "V2"), "II", LIMB_LEAD_II_ALIASES);
      expect.unreachable("a lead was found");
    } catch (error) {
      expect(error).toMatchObject({ code: "missing-lead", place: { file: "100" }, remedy: "Choose one of V5, V2, or leave this recording out." });
    }
    expect(() => findLead(recordingWith(), "II")).toThrow("it has no leads");
  });
});
