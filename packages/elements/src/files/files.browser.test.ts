import { describe, expect, it } from "vitest";
import { expectAccessibleInBothSchemes, mount, recordEvents, within } from "../testing/mount.ts";
import type { FilesDetail, KaliumFiles } from "./files.ts";
import { readDroppedFiles } from "./readDroppedFiles.ts";
import "./files.ts";

function choose(input: HTMLInputElement, ...files: File[]): void {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** A directory as the browser hands it out: batches of at most two, then an empty one. */
function directory(fullPath: string, children: readonly object[]): object {
  return {
    isFile: false, isDirectory: true, name: fullPath.split("/").at(-1), fullPath,
    createReader: () => {
      let at = 0;
      return { readEntries: (resolve: (entries: readonly object[]) => void) => resolve(children.slice(at, (at += 2))) };
    },
  };
}

function fileEntry(fullPath: string): object {
  const name = fullPath.split("/").at(-1) ?? "";
  return { isFile: true, isDirectory: false, name, fullPath, file: (resolve: (file: File) => void) => resolve(new File(["x"], name)) };
}

describe("<kalium-files>", () => {
  it("is accessible in light and dark, with problems and while busy", async () => {
    await expectAccessibleInBothSchemes(await mount<KaliumFiles>("kalium-files", { problems: [{ file: "a.hea", message: "No a.dat.", remedy: "Choose the folder." }], summary: "3 recordings" }));
    await expectAccessibleInBothSchemes(await mount<KaliumFiles>("kalium-files", { busy: true, progress: 0.4 }));
    await expectAccessibleInBothSchemes(await mount<KaliumFiles>("kalium-files", { busy: true, progress: null }, 360));
  });

  it("hands over chosen files once and can take the same choice again", async () => {
    const element = await mount<KaliumFiles>("kalium-files", {});
    const seen = recordEvents("kalium-files");
    const input = within<HTMLInputElement>(element, "input[data-kind=files]");
    expect(input.multiple).toBe(true);
    expect(within<HTMLInputElement>(element, "input[data-kind=folder]").webkitdirectory).toBe(true);
    choose(input, new File(["1"], "100.hea"), new File(["2"], "100.dat"));
    choose(input, new File(["1"], "100.hea"), new File(["2"], "100.dat"));
    expect(seen.map(({ detail }) => (detail as FilesDetail).files.map((file) => file.name))).toEqual([["100.hea", "100.dat"], ["100.hea", "100.dat"]]);
  });

  it("takes dropped files", async () => {
    const element = await mount<KaliumFiles>("kalium-files", {});
    const seen = recordEvents("kalium-files");
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["1"], "a.edf"));
    within(element, ".zone").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    await expect.poll(() => seen.length).toBe(1);
    expect((seen[0].detail as FilesDetail).files[0].name).toBe("a.edf");
  });

  it("walks dropped folders to the bottom, past the browser's batches, and keeps each path", async () => {
    const root = directory("/db", [fileEntry("/db/1.hea"), fileEntry("/db/2.hea"), fileEntry("/db/3.hea"), directory("/db/more", [fileEntry("/db/more/4.hea")])]);
    const transfer = { items: [{ kind: "file", webkitGetAsEntry: () => root }], files: [] } as unknown as DataTransfer;
    const files = await readDroppedFiles(transfer);
    expect(files.map((file) => file.webkitRelativePath)).toEqual(["db/1.hea", "db/2.hea", "db/3.hea", "db/more/4.hea"]);
  });

  it("takes nothing while busy, and says that files stay here", async () => {
    const element = await mount<KaliumFiles>("kalium-files", { busy: true });
    const seen = recordEvents("kalium-files");
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["1"], "a.edf"));
    within(element, ".zone").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toEqual([]);
    expect(within<HTMLInputElement>(element, "input[data-kind=files]").disabled).toBe(true);
    expect(element.shadowRoot?.textContent).toContain("stay on this machine");
  });

  it("lists every problem with its remedy as an alert", async () => {
    const element = await mount<KaliumFiles>("kalium-files", { problems: [{ file: "a.hea", message: "No a.dat.", remedy: "Choose the folder." }] });
    expect(within(element, "[role=alert]").textContent).toMatch(/a\.hea: No a\.dat\.\s+Choose the folder\./);
  });
});
