import { describe, expect, it } from "vitest";
import { pairByTime } from "../potassium/pairByTime.ts";
import { readPotassiumResults } from "../potassium/readResults.ts";
import { stemOf } from "../read/sourceFile.ts";
import { hasSharedData, listShared, makeFile, readSharedText } from "../testing/sharedData.ts";
import { recogniseDataset } from "./recogniseDataset.ts";

describe("folders of public collections", () => {
  it("reads people and times of PTB-XL, with the pooled ages and the decimal patient numbers", async () => {
    const dataset = (await recogniseDataset([
      makeFile("ptb-xl/ptbxl_database.csv", 'ecg_id,patient_id,age,sex,recording_date,report,filename_lr,filename_hr\n1,15709.0,56.0,1,1984-11-09 09:17:34,"sinus, with\na break",records100/00000/00001_lr,records500/00000/00001_hr\n2,13243.0,300.0,0,1984-11-14 12:55:37,x,records100/00000/00002_lr,records500/00000/00002_hr\n'),
      makeFile("ptb-xl/records500/00000/00001_hr.hea", ""), makeFile("ptb-xl/records100/00000/00002_lr.hea", ""),
    ]))!;
    expect(dataset.name).toBe("PTB-XL");
    expect(dataset.factsOf("ptb-xl/records500/00000/00001_hr.hea", "00001_hr")).toMatchObject({ personId: "15709", sex: "female", ageYears: 56, timeMs: Date.UTC(1984, 10, 9, 9, 17, 34) });
    expect(dataset.factsOf("", "00002_lr")).toMatchObject({ personId: "13243", sex: "male", ageYears: 90 });
    expect(dataset.factsOf("", "00003_hr")).toBeNull();
  });

  it("reads classes of the reader study and reports the recording that appears twice", async () => {
    const dataset = (await recogniseDataset([
      makeFile("study/labels.csv", "hash_id,LABEL[K: <= 2.5],LABEL[K: >= 6.5],AI[K: <= 2.5],AI[K: >= 6.5]\naaaaaaaaaa,0,1,0.1,0.9\nbbbbbbbbbb,1,0,0.7,0.3\naaaaaaaaaa,0,1,0.1,0.9\n"),
    ]))!;
    expect(dataset.factsOf("study/aaaaaaaaaa.csv", "aaaaaaaaaa")!.potassiumClass).toBe(">= 6.5");
    expect(dataset.notes.join(" ")).toMatch(/One recording appears twice.*aaaaaaaa…/);
  });

  it("takes any other folder for what it is", async () => {
    expect(await recogniseDataset([makeFile("a/notes.csv", "a,b\n1,2\n"), makeFile("a/100.hea", "100 1 360 10\n100.dat 16\n")])).toBeNull();
    expect(await recogniseDataset([])).toBeNull();
  });

  describe.skipIf(!hasSharedData)("with real files", () => {
    it("makes the pairs of a MIMIC-IV-ECG folder without any mapping", async () => {
      const studies = readSharedText("potassium-mimic-iv-demo/ecg_studies.csv").trim().split(/\r?\n/).slice(1).map((line) => line.split(",")[1]!);
      const headers = studies.map((study) => makeFile(`files/s${study}/${study}.hea`, ""));
      const tables = listShared("potassium-mimic-iv-demo").filter((file) => !file.path.includes("expected"));
      const dataset = (await recogniseDataset([...headers, ...tables]))!;
      expect(dataset.name).toBe("MIMIC-IV-ECG");
      const { results } = await readPotassiumResults(dataset.results!.file, dataset.results!.mapping);
      const recordings = headers.map((file) => {
        const facts = dataset.factsOf(file.path, stemOf(file.path))!;
        return { key: stemOf(file.path), recordId: stemOf(file.path), personId: facts.personId, timeMs: facts.timeMs };
      });
      expect(pairByTime(recordings, results, { windowMinutes: 360, haemolysed: "keep" }).pairs).toHaveLength(143);
      expect(dataset.factsOf("", "107143276")).toMatchObject({ personId: "10000032", sex: "female" });
    });

    it("knows person, rate and leads of CODE-15 exams", async () => {
      const dataset = (await recogniseDataset(listShared("code15")))!;
      expect(dataset.name).toBe("CODE-15");
      expect(dataset.factsOf("code15/code_15_358121.mat", "code_15_358121")).toMatchObject({ personId: "1295924", ageYears: 54, sex: "male" });
      expect(dataset.openOptionsOf("code15/code_15_358121.mat")!.array).toMatchObject({ samplingRateHz: 400, leadAxis: "first" });
      expect(dataset.openOptionsOf("code15/code_15_358121.mat")!.array!.leadNames.slice(0, 4)).toEqual(["I", "II", "III", "aVR"]);
    });

    it("recognises challenge headers, and not those of other collections", async () => {
      expect((await recogniseDataset(listShared("cinc2021")))!.name).toBe("CinC Challenge");
      expect(await recogniseDataset(listShared("mitdb"))).toBeNull();
      expect(await recogniseDataset(listShared("ludb"))).toBeNull();
    });
  });
});
