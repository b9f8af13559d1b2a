/**
 * Functions that run inside the notebook page (`page.evaluate`), so each stands alone: it may use its arguments and
 * the page's globals and nothing of this module. They know the page's elements by their public contract only.
 */

export interface CellState {
  readonly id: number | string;
  readonly status: string;
  readonly error?: string;
}

/** The public side of `<kalium-notebook>`. */
export interface NotebookElement extends HTMLElement {
  start(): Promise<void> | void;
  state(): { readonly cells: readonly CellState[] };
  value(name: string): Promise<unknown>;
}

/** What `<kalium-training-panel>` shows. */
export interface TrainingState {
  readonly stage?: string;
  readonly detail?: string;
  readonly stepsDone?: number;
  readonly stepsTotal?: number;
  readonly secondsLeft?: number;
}

export interface NotebookSnapshot {
  /** `idle`, `running`, `finished` or `failed`; null until the element has come up. */
  readonly phase: string | null;
  readonly cells: readonly CellState[];
  readonly training: TrainingState | null;
}

/** A file made by the page, its bytes in base64: what crosses the debugger's wire must be text. */
export interface PageFile {
  readonly name: string;
  readonly mediaType: string;
  readonly base64: string;
}

/** The notebook's phase, its cells and the newest state of its training panel. */
export function readNotebook(): NotebookSnapshot {
  const find = (root: ParentNode, selector: string): Element | null => {
    const here = root.querySelector(selector);
    if (here !== null) return here;
    for (const element of root.querySelectorAll("*")) {
      const inside = element.shadowRoot === null ? null : find(element.shadowRoot, selector);
      if (inside !== null) return inside;
    }
    return null;
  };
  const notebook = find(document, "kalium-notebook") as NotebookElement | null;
  if (notebook === null || typeof notebook.state !== "function") return { phase: null, cells: [], training: null };
  const panel = find(document, "kalium-training-panel") as (Element & { state?: TrainingState | null }) | null;
  const shown = panel?.state ?? null;
  return {
    phase: notebook.getAttribute("data-state"),
    cells: notebook.state().cells.map(({ id, status, error }) => ({ id, status, error: error === undefined ? undefined : String(error) })),
    training:
      shown === null
        ? null
        : {
            stage: shown.stage,
            detail: shown.detail,
            stepsDone: shown.stepsDone,
            stepsTotal: shown.stepsTotal,
            secondsLeft: shown.secondsLeft,
          },
  };
}

/** Presses Run. Returns at once: training takes minutes, and its end is seen in the phase. */
export function startNotebook(): void {
  const notebook = document.querySelector("kalium-notebook") as NotebookElement;
  // A rejected start shows itself as the phase "failed" with the cell's error; it must not also count as uncaught.
  void Promise.resolve(notebook.start()).catch(() => undefined);
}

/** A notebook variable as JSON text; typed arrays become plain arrays. */
export async function readVariable(name: string): Promise<string | null> {
  const notebook = document.querySelector("kalium-notebook") as NotebookElement;
  const value = await notebook.value(name);
  const text = JSON.stringify(
    value,
    (_key, part: unknown) => (ArrayBuffer.isView(part) && !(part instanceof DataView) ? Array.from(part as Float64Array) : part),
    2,
  );
  return text ?? null;
}

/** Every figure on the page that can be exported, and every file that the page offers for download. */
export async function collectFiles(): Promise<{ figures: PageFile[]; downloads: PageFile[] }> {
  type FigureElement = Element & { exportFigure?: () => Promise<{ name: string; mediaType: string; data: Uint8Array }> };
  type DownloadsElement = Element & { items?: readonly { name: string; data: Uint8Array | string; mediaType?: string }[] };
  const everywhere = (root: ParentNode, selector: string): Element[] => {
    const found: Element[] = [];
    for (const element of root.querySelectorAll("*")) {
      if (element.matches(selector)) found.push(element);
      if (element.shadowRoot !== null) found.push(...everywhere(element.shadowRoot, selector));
    }
    return found;
  };
  const base64Of = (data: Uint8Array | string): Promise<string> =>
    new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
      reader.onerror = () => reject(reader.error);
      // A view may cover a part of its buffer only; a blob of the view holds that part.
      reader.readAsDataURL(new Blob([data as BlobPart]));
    });

  const figures: PageFile[] = [];
  for (const element of everywhere(document, "[figure]") as FigureElement[]) {
    if (typeof element.exportFigure !== "function") continue;
    const { name, mediaType, data } = await element.exportFigure();
    figures.push({ name, mediaType, base64: await base64Of(data) });
  }
  const downloads: PageFile[] = [];
  for (const element of everywhere(document, "kalium-downloads") as DownloadsElement[]) {
    for (const item of element.items ?? []) {
      downloads.push({ name: item.name, mediaType: item.mediaType ?? "", base64: await base64Of(item.data) });
    }
  }
  return { figures, downloads };
}
