import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nameFiles, safeFileName, writeFiles } from "./outputFiles.ts";

const file = (name: string, mediaType = ""): { name: string; mediaType: string; base64: string } => ({ name, mediaType, base64: "" });

describe("output files", () => {
  it.each([
    ["accuracy by round", "accuracy-by-round"],
    ["../../etc/passwd", "etc-passwd"],
    ["..", "unnamed"],
    [".hidden", "hidden"],
    ["Größe µ.svg", "Größe-µ.svg"],
    ["a\\b:c", "a-b-c"],
    ["a\u0000b", "a-b"],
  ])("turns the name %j into %j, which stays in the folder", (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it("gives figures the extension of their kind and never two files one name", () => {
    const figures = [file("t-SNE", "image/svg+xml"), file("t-SNE", "image/svg+xml"), file("cam.png", "image/png"), file("T-SNE.svg", "image/svg+xml")];
    const downloads = [file("model.safetensors"), file("t-SNE.svg"), file("run-record.json")];
    expect(nameFiles(figures, downloads).map(({ name }) => name)).toEqual(["t-SNE.svg", "t-SNE-2.svg", "cam.png", "T-SNE-3.svg", "model.safetensors", "t-SNE-4.svg"]);
  });

  it("writes the bytes as they were", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kalium-out-"));
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const [path] = await writeFiles(join(folder, "new"), [{ name: "x.bin", base64: Buffer.from(bytes).toString("base64") }]);
    expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
    rmSync(folder, { recursive: true });
  });
});
