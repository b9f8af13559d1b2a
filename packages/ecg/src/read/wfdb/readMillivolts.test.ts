import { describe, expect, it } from "vitest";
import { openRecordings } from "../../open/readRecording.ts";
import { readMillivolts, toMillivolts } from "../../open/toRecording.ts";
import { hasSharedData, listShared, makeFile } from "../../testing/sharedData.ts";
import type { SourceFile } from "../sourceFile.ts";

/** The quick way and the way by raw samples, of the frames asked for. */
async function bothWays(header: SourceFile, files: readonly SourceFile[], fromFrame = 0, toFrame?: number) {
  const [opened] = await openRecordings(header, files);
  const { frameCount, signals } = opened!.groups[0]!;
  const to = toFrame ?? frameCount;
  const quick = await opened!.readMillivolts?.(0, fromFrame, to);
  const byCounts = (await opened!.readSamples(0, fromFrame, to)).map((samples, s) => toMillivolts(signals[s]!, samples, fromFrame));
  return { quick, byCounts, asCallersGetIt: await readMillivolts(opened!, 0, fromFrame, to) };
}

describe("millivolts straight from the file", () => {
  it("mark the invalid codes of both formats, at either end and in the middle", async () => {
    const format16 = [makeFile("s.hea", "s 1 250 4\ns.dat 16 10(3)/mV\n"), makeFile("s.dat", Uint8Array.of(0, 0x80, 13, 0, 0, 0x80, 0xf9, 0xff))];
    const first = await bothWays(format16[0]!, format16);
    expect([...first.quick![0]!]).toEqual([NaN, 1, NaN, -1]);
    const format212 = [makeFile("s.hea", "s 2 250 2\ns.dat 212 10(3)/mV\ns.dat 212 10(3)/mV\n"), makeFile("s.dat", Uint8Array.of(0x00, 0x08, 13, 13, 0x80, 0x00))];
    const second = await bothWays(format212[0]!, format212);
    expect(second.quick!.map((lead) => [...lead])).toEqual([[NaN, 1], [1, NaN]]);
  });

  it("are left to the raw samples where a giant baseline would make counts coincide", async () => {
    const files = [makeFile("s.hea", "s 1 250 2\ns.dat 16 1(1000000000)/mV\n"), makeFile("s.dat", Uint8Array.of(0, 0x80, 1, 0x80))];
    const { quick, asCallersGetIt } = await bothWays(files[0]!, files);
    expect(quick).toBeNull();
    expect([Number.isNaN(asCallersGetIt[0]![0]!), Number.isNaN(asCallersGetIt[0]![1]!)]).toEqual([true, false]);
  });

  it("still refuse a record whose checksum is wrong", async () => {
    const files = [makeFile("s.hea", "s 1 250 2\ns.dat 16 10/mV 16 0 1 4 0 I\n"), makeFile("s.dat", Uint8Array.of(1, 0, 2, 0))];
    await expect(openRecordings(files[0]!, files).then(([opened]) => readMillivolts(opened!, 0, 0, 2))).rejects.toMatchObject({ code: "checksum" });
  });

  it.skipIf(!hasSharedData)("equal the raw samples turned into millivolts, in whole records and in ranges", async () => {
    let quickCount = 0;
    for (const folder of ["mitdb", "qtdb", "cinc2021", "wfdb-samples"]) {
      const files = listShared(folder);
      for (const header of files.filter((file) => /\.hea$/.test(file.path) && !/(1003|12726|a103l-no-len)\.hea$/.test(file.path))) {
        for (const [from, to] of [[0, undefined], [101, 333]] as const) {
          const { quick, byCounts, asCallersGetIt } = await bothWays(header, files, from, to);
          if (quick) quickCount += 1;
          asCallersGetIt.forEach((lead, s) => expect(lead.every((value, i) => Object.is(value, byCounts[s]![i])), `${header.path} signal ${s}`).toBe(true));
        }
      }
    }
    expect(quickCount).toBeGreaterThan(70);
  });
});
