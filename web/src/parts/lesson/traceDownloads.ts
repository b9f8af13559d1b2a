/** Buttons that save what the bench shows: the sheet as vectors, the samples with their true marks. */
import type { FigureElement } from "@kalium/elements";
import { simulatedFile } from "@kalium/lab";
import { html, render } from "lit";
import type { PotassiumBench } from "./potassiumBench.ts";

interface NamedBytes {
  readonly name: string;
  readonly mediaType: string;
  readonly data: Uint8Array;
}

export function traceDownloads(bench: PotassiumBench): HTMLElement {
  const root = Object.assign(document.createElement("div"), { className: "lesson-chooser" });
  let said = "";
  const button = (label: string, make: () => Promise<NamedBytes>) => html`<button type="button" class="button button-quiet button-small" @click=${() => void keep(make)}>${label}</button>`;

  async function keep(make: () => Promise<NamedBytes>): Promise<void> {
    try {
      const file = await make();
      save(file);
      said = `${file.name} saved.`;
    } catch (error) {
      said = `Not saved: ${error instanceof Error ? error.message : String(error)}`;
    }
    show();
  }

  function stem(): string {
    return `simulated-${bench.value.potassiumMmolPerL.toFixed(1).replace(".", "-")}-mmol`;
  }

  async function samples(format: "wfdb" | "edf"): Promise<NamedBytes> {
    const { simulated } = bench.value;
    const { name, bytes } = await simulatedFile({ ...simulated, recording: { ...simulated.recording, id: stem() } }, format);
    return { name, mediaType: "application/octet-stream", data: bytes };
  }

  function show(): void {
    render(
      html`${button("Save the sheet (SVG)", async () => ({ ...(await bench.querySelector<FigureElement & HTMLElement>("kalium-twelve-lead")!.exportFigure()), name: `${stem()}.svg` }))}
        ${button("Save the samples (WFDB, ZIP)", () => samples("wfdb"))} ${button("Save the samples (EDF+)", () => samples("edf"))}
        <span class="soft" role="status">${said}</span>`,
      root,
    );
  }
  show();
  return root;
}

function save({ name, mediaType, data }: NamedBytes): void {
  const address = URL.createObjectURL(new Blob([new Uint8Array(data)], { type: mediaType }));
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  // The click has started the download by the next task.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
