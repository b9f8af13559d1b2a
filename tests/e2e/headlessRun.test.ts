/** `kalium run` against the stand-in notebook: what it hands over, writes, prints and refuses. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, RunFailed, UsageError, type RunCommand } from "../../packages/cli/src/index.ts";

const places = { pages: join(import.meta.dirname, "standIn"), notebooks: join(import.meta.dirname, "standIn/notebooks") };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kalium-run-"));
  mkdirSync(join(folder, "records"));
  writeFileSync(join(folder, "records/100.hea"), "100 1 360 10");
  writeFileSync(join(folder, "records/100.dat"), new Uint8Array(30));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly written: readonly string[];
  readonly reasons: readonly string[];
  readonly lines: readonly string[];
}

async function outcomeOf(options: Partial<RunCommand> & { notebook: string }, signal = new AbortController().signal): Promise<Outcome> {
  const lines: string[] = [];
  try {
    const written = await run({ kind: "run", timeoutMinutes: 1, ...options }, signal, (line) => lines.push(line), places);
    return { written, reasons: [], lines };
  } catch (error) {
    if (error instanceof RunFailed) return { written: [], reasons: error.reasons, lines };
    throw error;
  }
}

describe("kalium run", () => {
  it("hands over seed, executor and folder, and writes record, figures and downloads", async () => {
    const out = join(folder, "out");
    const { reasons, written, lines } = await outcomeOf({ notebook: "notebooks/good.html", seed: 7, executor: "tfjs:wasm", data: join(folder, "records"), out });
    expect(reasons).toEqual([]);
    expect(JSON.parse(readFileSync(join(out, "run-record.json"), "utf8"))).toEqual({
      seed: "7",
      executor: "tfjs:wasm",
      files: ["records/100.dat", "records/100.hea"],
      losses: [0.5, 0.25],
    });
    expect(readdirSync(out).sort()).toEqual(["accuracy-by-round-2.svg", "accuracy-by-round.svg", "model.safetensors", "note.txt", "run-record.json"]);
    expect(written).toHaveLength(5);
    expect(readFileSync(join(out, "accuracy-by-round.svg"), "utf8")).toBe('<svg xmlns="http://www.w3.org/2000/svg"/>');
    expect([...readFileSync(join(out, "model.safetensors"))]).toEqual([0, 255, 128]);
    expect(readFileSync(join(out, "note.txt"), "utf8")).toBe("µ");
    expect(lines.filter((line) => line.startsWith("stage"))).toEqual(["stage 0: detail, 0 %, about 2 s left", "stage 1: detail, 50 %, about 1 s left", "stage 2: detail, 100 %"]);
  });

  it("fails with the cell's own message when a cell is rejected", async () => {
    expect((await outcomeOf({ notebook: "failing" })).reasons).toEqual(["Cell 2 failed: FormatError: x.hea names x.dat, which is missing. Add x.dat to the folder."]);
  });

  it("fails when the page asks for another origin, although the page hides the refusal", async () => {
    const { reasons } = await outcomeOf({ notebook: "leaking" });
    expect(reasons.join("\n")).toMatch(/Content security policy: connect-src refused http:\/\/localhost:9\/leak/);
  });

  it("fails on an uncaught error outside any cell", async () => {
    expect((await outcomeOf({ notebook: "throwing" })).reasons.join("\n")).toMatch(/Error in the page: .*thrown outside any cell/);
  });

  it("fails when time runs out and names the option that allows more", async () => {
    const { reasons } = await outcomeOf({ notebook: "hanging", timeoutMinutes: 0.05 });
    expect(reasons[0]).toMatch(/Time ran out after 0\.05 minutes.*--timeout-minutes/);
  });

  it("fails when the notebook waits for a choice that nobody will make", async () => {
    expect((await outcomeOf({ notebook: "waiting" })).reasons.at(-1)).toMatch(/Cell 2 waits for a choice.*--data/);
  });

  it("fails when a notebook has no run record to write, or takes no folder", async () => {
    expect((await outcomeOf({ notebook: "silent", out: join(folder, "silent") })).reasons.join()).toMatch(/no variable runRecord/);
    expect((await outcomeOf({ notebook: "silent", data: join(folder, "records") })).reasons.join()).toMatch(/takes no folder\. Leave out --data/);
  });

  it("ends at once when the person stops it", async () => {
    const controller = new AbortController();
    const stopped = outcomeOf({ notebook: "hanging" }, controller.signal);
    setTimeout(() => controller.abort(), 2000);
    const beganMs = performance.now();
    await expect(stopped).rejects.toThrow();
    expect(performance.now() - beganMs).toBeLessThan(10_000);
  });

  it("refuses an unknown notebook and an absent folder before any browser starts", async () => {
    await expect(outcomeOf({ notebook: "nowhere.html" })).rejects.toThrow(UsageError);
    await expect(outcomeOf({ notebook: "nowhere.html" })).rejects.toThrow(/Shipped: .*notebooks\/good\.html/);
    await expect(outcomeOf({ notebook: "good", data: join(folder, "absent") })).rejects.toThrow(/does not exist\. Give --data/);
    await expect(outcomeOf({ notebook: "good", data: join(folder, "records/100.hea") })).rejects.toThrow(/is a file\. Give --data the folder/);
  });
});
