/** What the person states on the command line about files that do not state it themselves. */
import { guessTableLayout, type OpenOptions, type SourceFile, type TableLayout } from "@kalium/ecg";

/** Options as typed; absent ones are guessed from the file. */
export interface LayoutOptions {
  readonly rate?: number;
  readonly unit?: string;
  readonly gain?: number;
  readonly leads?: readonly string[];
  readonly delimiter?: TableLayout["delimiter"];
  readonly decimal?: TableLayout["decimal"];
  /** One-based; 0 for none. */
  readonly headerLine?: number;
  readonly array?: string;
  readonly leadAxis?: "first" | "last";
}

/** Bytes of a text table that are looked at for what was not stated. */
const GLANCE_BYTES = 65_536;

/** Reader options for a file; nothing stated gives none, so that readers keep to what files say. */
export async function openOptionsFor(file: SourceFile, layout: LayoutOptions): Promise<OpenOptions> {
  if (Object.values(layout).every((value) => value === undefined)) return {};
  const array = {
    arrayName: layout.array ?? null,
    samplingRateHz: layout.rate ?? NaN,
    unit: layout.unit ?? "mV",
    gainPerUnit: layout.gain ?? 1,
    leadNames: layout.leads ?? [],
    leadAxis: layout.leadAxis ?? "first",
  } as const;
  const guess = guessTableLayout(new TextDecoder().decode(await file.bytes(0, Math.min(file.size, GLANCE_BYTES)))).layout;
  const headerLine = layout.headerLine === undefined ? guess.headerLine : layout.headerLine === 0 ? null : layout.headerLine;
  const table: TableLayout = {
    delimiter: layout.delimiter ?? guess.delimiter,
    decimal: layout.decimal ?? guess.decimal,
    headerLine,
    firstDataLine: Math.max(guess.firstDataLine, (headerLine ?? 0) + 1),
    samplingRateHz: layout.rate ?? guess.samplingRateHz,
    unit: layout.unit ?? guess.unit,
    gainPerUnit: layout.gain ?? (Number.isNaN(guess.gainPerUnit) ? 1 : guess.gainPerUnit),
    columnLeads: layout.leads === undefined ? guess.columnLeads : columnsOf(layout.leads, guess.columnLeads),
  };
  return { array, table };
}

/** The leads as stated, one a column ("-" leaves one out); when fewer are stated than there are columns, they name the columns that hold signals. */
function columnsOf(leads: readonly string[], guessed: TableLayout["columnLeads"]): TableLayout["columnLeads"] {
  const stated = leads.map((name) => (name === "" || name === "-" ? null : name));
  if (leads.length >= guessed.length) return stated;
  const left = [...stated];
  return guessed.map((name) => (name === null ? null : (left.shift() ?? null)));
}
