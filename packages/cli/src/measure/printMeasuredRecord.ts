/** The measurements of a record as a table for a person. */
import type { LeadMeasurements } from "@kalium/ecg";
import type { MeasuredRecord } from "./measuredRecord.ts";

export const DISCLAIMER = "For research and teaching only. Kalium is not a medical device; do not use these numbers for diagnosis or treatment.";

export function printMeasuredRecord(record: MeasuredRecord): readonly string[] {
  const { measurements, compared } = record;
  const withMachine = compared.some(({ machine }) => machine !== null);
  return [
    `${record.label} (${record.formatDetail}), ${record.durationS.toFixed(1)} s, ${measurements.samplingRateHz} Hz, ${counted(record.leadNames.length, "lead")}, ${counted(measurements.detectionCount, "beat")} (${measurements.medianBeat?.usedDetections.length ?? 0} in the median beat)`,
    "",
    row(["", "measured", ...(withMachine ? ["machine", "difference"] : []), "unit"]),
    ...compared.map(({ name, unit, measured, machine, difference }) => row([name, whole(measured), ...(withMachine ? [whole(machine), signed(difference)] : []), unit])),
    "",
    leadRow(["lead", "P mV", "Q mV", "R mV", "S mV", "ST+60", "T mV", "T half ms", "T up mV/s", "T down", "T area", "T/R", "U/T", "QT ms"]),
    ...measurements.leads.map(leadLine),
    "",
    ...measurements.potassiumMarkers.map(({ name, value, reason, basis }) => `${name.padEnd(40)}${(value === null ? "–" : value.toFixed(2)).padStart(9)}  ${value === null ? (reason ?? "") : basis.unit}`),
    "Markers follow potassium within one person; none is turned into a potassium value here (--json gives citation and calibration of each).",
    ...(record.features === null ? [] : ["", `features ${record.features.set}`, ...record.features.values.map(({ name, unit, value }) => `${name.padEnd(40)}${(value === null ? "–" : value.toPrecision(5)).padStart(11)}  ${unit}`)]),
    ...record.quality.filter(({ grade }) => grade !== "good").map(({ leadName, grade, reasons }) => `quality   lead ${leadName}: ${[grade, ...reasons].join(". ").replace(/\.\. /g, ". ")}`),
    ...record.notes.map((note) => `note      ${note}`),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function leadLine(lead: LeadMeasurements): string {
  const { p, qrs, st, t } = lead;
  return leadRow([
    lead.leadName, fixed(p?.amplitudeMillivolt), fixed(qrs?.qMillivolt), fixed(qrs?.rMillivolt), fixed(qrs?.sMillivolt), fixed(st.find(({ afterJMs }) => afterJMs === 60)?.millivolt),
    fixed(t?.amplitudeMillivolt), whole(t?.halfWidthMs), fixed(t?.upSlopeMillivoltPerS), fixed(t?.downSlopeMillivoltPerS), fixed(t?.areaMillivoltMs, 1), fixed(lead.tOverR), fixed(lead.uOverT), whole(lead.qtMs),
  ]);
}

function row(cells: readonly string[]): string {
  return cells.map((cell, k) => (k === 0 ? cell.padEnd(24) : k === cells.length - 1 ? `  ${cell}` : cell.padStart(12))).join("").trimEnd();
}

function leadRow(cells: readonly string[]): string {
  return cells.map((cell, k) => (k === 0 ? cell.padEnd(6) : cell.padStart(10))).join("").trimEnd();
}

function whole(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : value.toFixed(0);
}

function signed(value: number | null): string {
  return value === null ? "–" : value.toFixed(0).replace(/^-0$/, "0").replace(/^(?=[1-9])/, "+");
}

function fixed(value: number | null | undefined, digits = 2): string {
  return value === null || value === undefined ? "–" : value.toFixed(digits);
}
