/** What the person states on the command line about files that do not state it themselves. */
import type { OpenOptions, SourceFile, TableLayout } from "@kalium/ecg";

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
  return { array, table: guessTable(new TextDecoder().decode(await file.bytes(0, Math.min(file.size, GLANCE_BYTES))), layout) };
}

function guessTable(text: string, layout: LayoutOptions): TableLayout {
  const lines = text.split(/\r\n|\n|\r/);
  const isNumbers = (line: string) => line.trim() !== "" && line.split(/[\s,;]+/).every((field) => field === "" || /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(field));
  const stated = layout.headerLine;
  const firstNumbers = Math.max(0, lines.findIndex((line, index) => index >= (stated ?? 0) && isNumbers(line)));
  const headerLine = stated !== undefined ? (stated === 0 ? null : stated) : firstNumbers > 0 && !lines[firstNumbers - 1]!.startsWith("#") ? firstNumbers : null;
  const sample = lines[firstNumbers] ?? "";
  const delimiter = layout.delimiter ?? (["\t", ";", ","] as const).find((candidate) => sample.includes(candidate) && candidate !== layout.decimal) ?? (sample.trim().includes(" ") ? " " : ",");
  const fields = (line: string): readonly string[] => (delimiter === " " ? line.trim().split(/ +/) : line.split(delimiter));
  const names = headerLine === null ? fields(sample).map((_, index) => `signal ${index + 1}`) : fields(lines[headerLine - 1] ?? "").map((name) => name.trim().replace(/^"|"$/g, ""));
  const isLead = (name: string) => !/^(time|t|index|sample|samples|frame|#|)([ _(\[].*)?$/i.test(name);
  return {
    delimiter,
    decimal: layout.decimal ?? ".",
    headerLine,
    firstDataLine: firstNumbers + 1,
    samplingRateHz: layout.rate ?? NaN,
    unit: layout.unit ?? "mV",
    gainPerUnit: layout.gain ?? 1,
    columnLeads: layout.leads === undefined ? names.map((name) => (isLead(name) ? name : null)) : layout.leads.map((name) => (name === "" || name === "-" ? null : name)),
  };
}
