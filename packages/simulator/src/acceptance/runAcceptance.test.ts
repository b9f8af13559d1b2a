import { describe, expect, it } from "vitest";
import { runAcceptance, seededStreams } from "../index.ts";

describe("the acceptance tests of the simulator, at a few people", () => {
  const rows = runAcceptance({ people: 400, randomOf: seededStreams(1) });
  for (const { id, statement, bar, measured, unit, n } of rows) console.log(`${id} ${measured.toPrecision(4)} ${unit} (${bar}, n ${n}): ${statement}`);

  it.each(rows)("$id: $statement", ({ pass, measured, bar }) => {
    expect(pass, `${measured}, asked for ${bar}`).toBe(true);
  });
  it("hold all ten, but for the speed, which needs a clock", () => {
    expect([...new Set(rows.map(({ id }) => Number.parseInt(id.slice(1), 10)))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
