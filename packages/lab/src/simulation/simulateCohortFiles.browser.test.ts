import { expect, test } from "vitest";
import { LabError } from "../plainError.ts";
import { simulateCohortFiles } from "./simulateCohortFiles.ts";

test("a worker makes the files of a cohort, tells how far it is, and throws what a person can mend", async () => {
  const shares: number[] = [];
  const files = await simulateCohortFiles({ cohort: "primary-care", people: 4, durationS: 2, recordingsPerPerson: 1 }, (share) => shares.push(share));
  expect(files.filter(({ name }) => name.endsWith(".hea"))).toHaveLength(4);
  expect(files.at(-1)!.name).toBe("potassium.csv");
  expect((await files.at(-1)!.text()).split("\n")[0]).toBe("record,person,potassium_mmol_per_l,time_s");
  expect(shares.at(-1)).toBe(1);
  await expect(simulateCohortFiles({ cohort: "primary-care", people: -1 })).rejects.toThrow(LabError);
});

test("the making of a cohort ends when it is cancelled, with the reason that was given", async () => {
  const stop = new AbortController();
  const made = simulateCohortFiles({ cohort: "dialysis", people: 100_000 }, () => stop.abort(new Error("enough")), stop.signal);
  await expect(made).rejects.toThrow("enough");
  await expect(simulateCohortFiles({ cohort: "dialysis", people: 1 }, undefined, stop.signal)).rejects.toThrow("enough");
});
