/**
 * Multi-segment records: which signals there are, which segment holds which of them, and each segment's own gain and
 * baseline. A fixed layout has the same signals in every segment; in a variable layout the first segment has no samples and
 * lists all signals that occur, by description. Gaps ("~") and signals that a segment lacks are invalid samples.
 */
import { FormatError } from "../../errors.ts";
import type { Calibration, SignalInfo } from "../../open/openedRecording.ts";
import { millivoltPerUnit } from "../../open/toRecording.ts";
import type { SourceFile } from "../sourceFile.ts";
import { findCompanion } from "./companionFiles.ts";
import { invalidCountOfSignal, LOWEST_COUNT, NO_FILE, openSegment, type WfdbSegment } from "./wfdbSegment.ts";
import { decodeText } from "../exactBytes.ts";
import { parseWfdbHeader, type WfdbHeader, type WfdbSegmentSpec, type WfdbSignalSpec } from "./wfdbHeader.ts";

/** One segment in its place. */
export interface PlacedSegment {
  readonly spec: WfdbSegmentSpec;
  readonly fromFrame: number;
  readonly headerFile: SourceFile | null;
  /** Null for a gap and for a segment whose header is missing. */
  readonly header: WfdbHeader | null;
  /** Index in the segment of each signal of the record; −1 where the segment lacks it. */
  readonly signalIndexes: readonly number[];
  /** Opens its signal files, once. */
  open(): Promise<WfdbSegment>;
}

export interface WfdbLayout {
  readonly kind: "fixed" | "variable";
  readonly frameCount: number;
  readonly signals: readonly SignalInfo[];
  readonly segments: readonly PlacedSegment[];
  /** Header of the layout segment of a variable layout. */
  readonly layoutHeader: WfdbHeader | null;
  readonly missing: readonly string[];
}

/** Bound of segments times signals (Kalium's choice; a fortnight of intensive care has some 100 000). */
const MAX_CELLS = 2 ** 21;

const REMEDY = "Copy the record with all its segments again from its source.";

/**
 * Reads the headers of all segments that are there.
 * @throws FormatError "malformed", "missing-file", "unsupported".
 */
export async function readLayout(headerFile: SourceFile, header: WfdbHeader, files: readonly SourceFile[]): Promise<WfdbLayout> {
  const specs = header.segments!;
  const refuse = (line: number | undefined, reason: string) => new FormatError("malformed", { file: headerFile.path, ...(line === undefined ? {} : { line }) }, reason, REMEDY);
  if (specs.length * header.signalCount > MAX_CELLS) throw new FormatError("too-large", { file: headerFile.path }, `${specs.length} segments of ${header.signalCount} signals are too many`, "Check the header; it is damaged or made to harm.");
  const isVariable = specs[0]?.frameCount === 0 && specs[0].recordName !== NO_FILE;
  const parsed = new Map<string, WfdbHeader | null>();
  const headerOf = async (spec: WfdbSegmentSpec): Promise<WfdbHeader | null> => {
    if (spec.recordName === NO_FILE) return null;
    const known = parsed.get(spec.recordName);
    if (known !== undefined) return known;
    const file = findCompanion(headerFile, files, `${spec.recordName}.hea`);
    const own = file === undefined ? null : parseWfdbHeader(decodeText(await file.bytes()), file.path);
    if (own?.segments) throw refuse(spec.line, `segment ${spec.recordName} is itself made of segments`);
    parsed.set(spec.recordName, own);
    return own;
  };
  const headers: (WfdbHeader | null)[] = [];
  for (const spec of specs) headers.push(await headerOf(spec));
  const leading = isVariable ? headers[0]! : headers.find((own) => own !== null);
  if (!leading) throw new FormatError("missing-file", { file: headerFile.path, line: specs[0]?.line ?? 1 }, "no header of a segment is among the files given", "Add the headers and signal files of the segments from the same folder.");
  if (leading.signals.length !== header.signalCount) throw refuse(undefined, `the record line promises ${header.signalCount} signals but the segments have ${leading.signals.length}`);
  const segments: PlacedSegment[] = [];
  let fromFrame = 0;
  // Segments may share a header; what only depends on it is worked out once.
  const indexesOf = new Map<WfdbHeader, readonly number[]>();
  specs.forEach((spec, index) => {
    if (index === 0 && isVariable) return;
    const own = headers[index]!;
    if (own !== null) {
      if (own.frameCount !== null && own.frameCount !== spec.frameCount) throw refuse(spec.line, `segment ${spec.recordName} has ${own.frameCount} samples by its own header, not ${spec.frameCount}`);
      if (!indexesOf.has(own)) {
        checkSegment(own, spec, header, leading, isVariable, refuse);
        indexesOf.set(own, leading.signals.map((signal, s) => (isVariable ? own.signals.findIndex(({ description }) => description === signal.description) : s)));
      }
    }
    const headerFileOfSegment = findCompanion(headerFile, files, `${spec.recordName}.hea`) ?? null;
    let opened: Promise<WfdbSegment> | null = null;
    segments.push({
      spec, fromFrame, header: own, headerFile: headerFileOfSegment,
      signalIndexes: own === null ? [] : indexesOf.get(own)!,
      open() {
        if (own === null || headerFileOfSegment === null) {
          throw new FormatError("missing-file", { file: headerFile.path, line: spec.line }, `segment ${spec.recordName} is not among the files given`, `Add ${spec.recordName}.hea and its signal files from the same folder, or read a range without it.`);
        }
        return (opened ??= openSegment(headerFileOfSegment, { ...own, frameCount: spec.frameCount }, files));
      },
    });
    fromFrame += spec.frameCount;
  });
  if (!Number.isSafeInteger(fromFrame)) throw refuse(undefined, "the segments are longer than can be counted");
  if (header.frameCount !== null && header.frameCount !== fromFrame) throw refuse(undefined, `the record line promises ${header.frameCount} samples but the segments have ${fromFrame}`);
  const missing = segments.filter(({ spec, header: own }) => spec.recordName !== NO_FILE && own === null).map(({ spec }) => spec.recordName);
  return {
    kind: isVariable ? "variable" : "fixed",
    frameCount: fromFrame,
    signals: leading.signals.map((signal, s) => toSignalInfo(signal, s, segments, header, fromFrame)),
    segments,
    layoutHeader: isVariable ? leading : null,
    missing,
  };
}

function checkSegment(own: WfdbHeader, spec: WfdbSegmentSpec, record: WfdbHeader, leading: WfdbHeader, isVariable: boolean, refuse: (line: number, reason: string) => FormatError): void {
  if (own.samplingRateHz !== record.samplingRateHz) throw refuse(spec.line, `segment ${spec.recordName} has ${own.samplingRateHz} samples per second, the record ${record.samplingRateHz}`);
  if (!isVariable && own.signals.length !== leading.signals.length) throw refuse(spec.line, `segment ${spec.recordName} has ${own.signals.length} signals, not ${leading.signals.length}`);
  for (const [s, signal] of own.signals.entries()) {
    const same = isVariable ? leading.signals.find(({ description }) => description === signal.description) : leading.signals[s]!;
    if (same === undefined) throw refuse(spec.line, `segment ${spec.recordName} has a signal ${signal.description} that the layout does not list`);
    if (same.samplesPerFrame !== signal.samplesPerFrame) throw refuse(spec.line, `signal ${signal.description} changes its samples per frame in segment ${spec.recordName}`);
    if (same.unit !== signal.unit && (millivoltPerUnit(same.unit) === null || millivoltPerUnit(signal.unit) === null)) throw refuse(spec.line, `signal ${signal.description} changes its unit from ${same.unit} to ${signal.unit} in segment ${spec.recordName}`);
  }
}

function toSignalInfo(leading: WfdbSignalSpec, s: number, segments: readonly PlacedSegment[], record: WfdbHeader, frameCount: number): SignalInfo {
  const calibrations: Calibration[] = [];
  const codes = new Set<number>();
  let hasGaps = false;
  for (const { fromFrame, header, signalIndexes } of segments) {
    const own = header?.signals[signalIndexes[s] ?? -1];
    if (own === undefined) {
      hasGaps = true;
      continue;
    }
    const code = invalidCountOfSignal(own);
    if (code !== null) codes.add(code);
    // A segment may state another unit of voltage; the rule is kept in counts per unit of the record.
    const scale = own.unit === leading.unit ? 1 : millivoltPerUnit(leading.unit)! / millivoltPerUnit(own.unit)!;
    const rule = { fromFrame, gainPerUnit: own.gainPerUnit * scale, baselineCount: own.baselineCount };
    const last = calibrations.at(-1);
    if (last?.gainPerUnit !== rule.gainPerUnit || last.baselineCount !== rule.baselineCount) calibrations.push(last === undefined ? { ...rule, fromFrame: 0 } : rule);
  }
  const first = calibrations[0] ?? leading;
  return {
    name: leading.description,
    unit: leading.unit,
    samplingRateHz: record.samplingRateHz * leading.samplesPerFrame,
    samplesPerFrame: leading.samplesPerFrame,
    sampleCount: frameCount * leading.samplesPerFrame,
    gainPerUnit: first.gainPerUnit,
    baselineCount: first.baselineCount,
    // One code for the whole recording: the lowest of its formats is no valid count of the others.
    invalidCount: codes.size > 0 ? Math.min(...codes) : hasGaps ? LOWEST_COUNT : null,
    ...(calibrations.length > 1 ? { calibrations } : {}),
  };
}
