import { describe, expect, it } from "vitest";
import { fileNameOf, folderOf, sourceFileFromBytes, sourceFileFromFile } from "./sourceFile.ts";

describe("sourceFileFromFile", () => {
  it("wraps a browser File with its size and bytes", async () => {
    const file = sourceFileFromFile(new File([Uint8Array.of(1, 2, 3)], "100.dat"));
    expect([file.path, file.size, ...(await file.bytes())]).toEqual(["100.dat", 3, 1, 2, 3]);
  });

  it("keeps the place in a picked folder", () => {
    const picked = Object.assign(new File([], "100.dat"), { webkitRelativePath: "mitdb/100.dat" });
    expect(sourceFileFromFile(picked).path).toBe("mitdb/100.dat");
  });
});

describe("paths", () => {
  it("split into folder and name", () => {
    expect([folderOf("a/b/c.hea"), fileNameOf("a/b/c.hea")]).toEqual(["a/b/", "c.hea"]);
    expect([folderOf("c.hea"), fileNameOf("c.hea")]).toEqual(["", "c.hea"]);
    expect(sourceFileFromBytes("c.hea", new Uint8Array(4)).size).toBe(4);
  });
});
