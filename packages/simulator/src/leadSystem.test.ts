import { describe, expect, it } from "vitest";
import { drawPatient, noNoise, simulateRecording, typicalPatient } from "./index.ts";
import { dowerMatrix, independentLeadNames, turned } from "./leadSystem.ts";
import { mean, median } from "./acceptance/sampleFigures.ts";
import { randomOf } from "./seededRandom.fixture.ts";

/** What X, Y, Z are made of, from V1–V6, I, II in this order (Edenbrandt and Pahlm 1988, recalled; literature). */
const inverseDowerMatrix: readonly (readonly number[])[] = [
  [-0.172, -0.074, 0.122, 0.231, 0.239, 0.194, 0.156, -0.01],
  [0.057, -0.019, -0.106, -0.022, 0.041, 0.048, -0.227, 0.887],
  [-0.229, -0.31, -0.246, -0.063, 0.055, 0.108, 0.022, 0.102],
];

const streams = randomOf(12);
const noResidual = typicalPatient().leadResidual.map((row) => row.map(() => 0));

function leadsOf(patient = typicalPatient(), potassiumMmolPerL = 4.5, leadNames?: readonly string[]) {
  const { recording } = simulateRecording({ patient, potassiumMmolPerL, durationS: 4, leadNames, noise: noNoise, rhythm: "sinus", random: streams("leads") });
  return Object.fromEntries(recording.leads.map(({ name, samplesMillivolt }) => [name, samplesMillivolt]));
}
const rootMeanSquare = (values: ArrayLike<number>) => Math.sqrt(mean(Array.from(values, (value) => value * value)));

describe("the leads", () => {
  it("come from matrices that undo one another: inverse Dower times Dower is the identity within 0.001", () => {
    const order = ["V1", "V2", "V3", "V4", "V5", "V6", "I", "II"] as const;
    inverseDowerMatrix.forEach((row, i) => {
      for (let j = 0; j < 3; j++) {
        const product = row.reduce((sum, weight, lead) => sum + weight * dowerMatrix[order[lead]][j], 0);
        expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThanOrEqual(0.001);
      }
    });
  });
  it("are the forward Dower matrix times X, Y, Z for a heart without a residual, at 4.5 mmol/L", () => {
    const drawn = leadsOf({ ...typicalPatient(), leadResidual: noResidual }, 4.5, [...independentLeadNames, "X", "Y", "Z"]);
    for (const name of independentLeadNames) {
      drawn[name].forEach((value, i) => expect(Math.abs(value - (dowerMatrix[name][0] * drawn.X[i] + dowerMatrix[name][1] * drawn.Y[i] + dowerMatrix[name][2] * drawn.Z[i]))).toBeLessThan(1e-5));
    }
  });
  it("show 5 to 8 % of their size beyond one dipole, in the median lead of drawn people", () => {
    const shares = Array.from({ length: 40 }, (_, i) => drawPatient(streams(`person ${i}`), `p${i}`, { mimic: null })).flatMap((patient) => {
      const [own, plain] = [leadsOf(patient), leadsOf({ ...patient, leadResidual: noResidual })];
      return independentLeadNames.map((name) => rootMeanSquare(own[name].map((value, i) => value - plain[name][i])) / rootMeanSquare(plain[name]));
    });
    console.log(`residual: median ${(100 * median(shares)).toFixed(1)} % of a lead's root mean square`);
    expect(median(shares)).toBeGreaterThan(0.05);
    expect(median(shares)).toBeLessThan(0.08);
  });
  it("draw III, aVR, aVL and aVF from I and II even when neither is asked for", () => {
    const whole = leadsOf();
    const few = leadsOf(typicalPatient(), 4.5, ["aVF", "III"]);
    expect(few.aVF).toEqual(whole.aVF);
    expect(few.III).toEqual(whole.III);
  });
  it("turn a vector to the left by 90° towards the feet and to the back", () => {
    const near = (a: readonly number[], b: readonly number[]) => a.forEach((value, i) => expect(value).toBeCloseTo(b[i], 12));
    near(turned([1, 0, 0], 90, 0), [0, 1, 0]);
    near(turned([1, 0, 0], 0, 90), [0, 0, 1]);
  });
});

describe("the typical person's leads", () => {
  const sizes = (potassiumMmolPerL: number) =>
    simulateRecording({ patient: typicalPatient(), potassiumMmolPerL, durationS: 4, noise: noNoise, rhythm: "sinus", heartRatePerMinute: 62, random: streams("typical") }).parameters.amplitudes;
  const normal = sizes(4.5);

  it("have R growing from V1 to V4 and S shrinking from V2 to V6: rS in V1, qR in V6", () => {
    const chest = ["V1", "V2", "V3", "V4"] as const;
    for (let i = 1; i < 4; i++) expect(normal[chest[i]].rMillivolt).toBeGreaterThan(normal[chest[i - 1]].rMillivolt);
    expect(-normal.V1.sMillivolt).toBeGreaterThan(2 * normal.V1.rMillivolt);
    expect(normal.V6.rMillivolt).toBeGreaterThan(-5 * normal.V6.sMillivolt);
    for (const lead of ["I", "aVL", "V5", "V6"]) expect(normal[lead].qMillivolt).toBeLessThan(-0.02);
  });
  it("have aVR negative throughout and T upright in I, II and V2 to V6", () => {
    const { aVR } = normal;
    for (const size of [aVR.pMillivolt, aVR.tMillivolt]) expect(size).toBeLessThan(0);
    expect(-aVR.qMillivolt).toBeGreaterThan(5 * aVR.rMillivolt);
    for (const lead of ["I", "II", "V2", "V3", "V4", "V5", "V6"]) expect(normal[lead].tMillivolt).toBeGreaterThan(0.1);
  });
  it("show low potassium: T lower, U taller than T in V2 and V3, ST down in II and V2 to V5", () => {
    const low = sizes(2.5);
    for (const lead of ["II", "V2", "V3", "V4", "V5"]) {
      expect(low[lead].tMillivolt).toBeLessThan(0.7 * normal[lead].tMillivolt);
      expect(low[lead].stMillivolt).toBeLessThan(-0.03);
    }
    for (const lead of ["V2", "V3"]) expect(low[lead].uMillivolt).toBeGreaterThan(low[lead].tMillivolt);
  });
  it("show high potassium: T taller most in V2 to V4, P lower, ST up in V1 and V2 at 8", () => {
    const high = sizes(6.5);
    for (const lead of ["V2", "V3", "V4"]) expect(high[lead].tMillivolt - normal[lead].tMillivolt).toBeGreaterThan(0.15);
    expect(high.II.pMillivolt).toBeLessThan(0.85 * normal.II.pMillivolt);
    const severe = sizes(8);
    for (const lead of ["V1", "V2"]) expect(severe[lead].stMillivolt).toBeGreaterThan(0.05);
    expect(severe.II.pMillivolt).toBeLessThan(0.2 * normal.II.pMillivolt);
  });
});
