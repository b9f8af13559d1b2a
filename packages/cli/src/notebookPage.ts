/**
 * Functions that run inside the notebook page (`page.evaluate`), so each stands alone: it may use its arguments and
 * the page's globals and nothing of this module. They know the page's elements by their public contract only.
 */

/** A cell of the notebook, its error in one line. */
export interface CellSnapshot {
  readonly id: number;
  readonly status: "pending" | "fulfilled" | "rejected";
  /** What a pending cell is about: `running`, `queued`, `waiting-for-run` or `waiting-for-input`. */
  readonly activity: string | null;
  /** Set for a cell that failed by itself; one that waits for a failed cell has none. */
  readonly error: string | null;
}

/** The public side of `<kalium-notebook>`, as far as a run needs it. */
interface NotebookElement extends Element {
  state?(): {
    readonly phase: NotebookPhase;
    readonly cells: readonly {
      readonly id: number;
      readonly status: CellSnapshot["status"];
      readonly activity: string | null;
      readonly error?: null | { readonly name: string; readonly message: string; readonly remedy: string | null; readonly failedCellId: number | null };
    }[];
  };
  start(): void;
  value(name: string): Promise<unknown>;
}

/** `idle` also means: waits for the person. `failed`: every cell is settled and at least one has an error. */
export type NotebookPhase = "idle" | "running" | "finished" | "failed";

/** What `<kalium-training-panel>` shows. */
export interface TrainingState {
  readonly stage?: string;
  readonly detail?: string;
  readonly stepsDone?: number;
  readonly stepsTotal?: number;
  readonly secondsLeft?: number | null;
}

export interface NotebookSnapshot {
  /** Null until the element has come up with its cells. */
  readonly phase: NotebookPhase | null;
  readonly cells: readonly CellSnapshot[];
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
  const notebook = find(document, "kalium-notebook") as unknown as NotebookElement | null;
  // Until the element is defined it is a plain one, without methods.
  const state = notebook?.state?.();
  if (state === undefined || state.cells.length === 0) return { phase: null, cells: [], training: null };
  const panel = find(document, "kalium-training-panel") as (Element & { state?: TrainingState | null }) | null;
  const shown = panel?.state ?? null;
  return {
    phase: state.phase,
    cells: state.cells.map(({ id, status, activity, error }) => ({
      id,
      status,
      activity,
      error: error == null || error.failedCellId !== null ? null : [`${error.name}: ${error.message}`, error.remedy].filter(Boolean).join(" "),
    })),
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

/** Presses Run. */
export function startNotebook(): void {
  (document.querySelector("kalium-notebook") as unknown as NotebookElement).start();
}

/** A notebook variable as JSON text; typed arrays become plain arrays. */
export async function readVariable(name: string): Promise<string | null> {
  const notebook = document.querySelector("kalium-notebook") as unknown as NotebookElement;
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
