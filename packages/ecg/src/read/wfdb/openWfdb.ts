/** Opens a WFDB record, single or made of segments, as an `OpenedRecording`; samples are read by range when asked for. */
import { FormatError } from "../../errors.ts";
import type { FileAnnotation, OpenedRecording, RawSamples, SignalInfo } from "../../open/openedRecording.ts";
import { millivoltPerUnit } from "../../open/toRecording.ts";
import type { SourceFile } from "../sourceFile.ts";
import { DEFAULT_ANNOTATOR, findAnnotator, listAnnotators, readAnnotationFile } from "./annotators.ts";
import type { AnnotationFile } from "./wfdbAnnotations.ts";
import { wfdbFactsOf, type HeaderAtPlace } from "./wfdbFacts.ts";
import { decodeText, emptyFile } from "../exactBytes.ts";
import { parseWfdbHeader, type WfdbHeader } from "./wfdbHeader.ts";
import { readLayout, type PlacedSegment, type WfdbLayout } from "./wfdbLayout.ts";
import { flacBitsOf } from "./sampleFormats.ts";
import { invalidCountOfSignal, NO_FILE, openSegment, type SignalTarget, type WfdbSegment } from "./wfdbSegment.ts";

/** Settings of {@link openWfdb}. */
export interface OpenWfdbOptions {
  /** Extension of the annotation file to read; by default "atr", else the only one there is. */
  readonly annotator?: string;
}

/** An opened record with its parsed header. */
export interface OpenedWfdb {
  readonly opened: OpenedRecording;
  readonly header: WfdbHeader;
}

const MAX_HEADER_BYTES = 8 * 1024 * 1024;
/**
 * Samples that no file holds (gaps, signals that a segment lacks) and that one read may make up all the same: a megabyte,
 * and 64 times the size of the signal files (Kalium's choice: a few bytes of header must not ask for gigabytes).
 */
const FREE_GAP_BYTES = 1024 * 1024;
const GAP_BYTES_PER_STORED_BYTE = 64;

/**
 * Opens a record by its header. `files` are the files among which signal files, segments and annotations are looked up, by
 * name, in the header's own folder.
 * @throws FormatError "empty-file", "malformed", "unsupported", "missing-file", "truncated", "too-large".
 */
export async function openWfdb(headerFile: SourceFile, files: readonly SourceFile[], options: OpenWfdbOptions = {}): Promise<OpenedWfdb> {
  if (headerFile.size === 0) throw emptyFile(headerFile.path);
  if (headerFile.size > MAX_HEADER_BYTES) throw new FormatError("too-large", { file: headerFile.path }, `${headerFile.size} bytes are too many for a header`, "Check that this is a WFDB header.");
  const header = parseWfdbHeader(decodeText(await headerFile.bytes()), headerFile.path);
  const body = header.segments === null ? await openSingle(headerFile, header, files) : await openSegmented(headerFile, header, files);
  const marks = await readAnnotations(headerFile, files, options.annotator);
  const { signals, frameCount } = body;
  const opened: OpenedRecording = {
    format: "wfdb",
    formatDetail: body.formatDetail,
    id: header.recordName,
    files: [...new Set([headerFile.path, ...body.files, ...(marks.file === undefined ? [] : [marks.file.path])])],
    groups: [{ kind: "rhythm", framesPerSecond: header.samplingRateHz, frameCount, signals, pieces: [{ fromFrame: 0, startS: 0 }] }],
    annotations: marks.annotations,
    annotationRateHz: marks.rateHz ?? header.samplingRateHz,
    facts: wfdbFactsOf(body.headers, marks.annotations, marks.definitions, body.texts),
    notes: [...body.notes, ...marks.notes],
    async readSamples(group, fromFrame, toFrame) {
      if (group !== 0) throw new RangeError(`a WFDB record has one group of signals, not ${group + 1}`);
      if (!Number.isInteger(fromFrame) || !Number.isInteger(toFrame) || fromFrame < 0 || toFrame > frameCount || fromFrame > toFrame) {
        throw new RangeError(`frames ${fromFrame} to ${toFrame} are not within the ${frameCount} frames of ${header.recordName}`);
      }
      return body.read(fromFrame, toFrame);
    },
    ...(body.readMillivolts === undefined ? {} : { readMillivolts: (_group, fromFrame, toFrame) => body.readMillivolts!(fromFrame, toFrame) }),
  };
  return { opened, header };
}

interface RecordBody {
  readonly formatDetail: string;
  readonly frameCount: number;
  readonly signals: readonly SignalInfo[];
  readonly files: readonly string[];
  readonly headers: readonly HeaderAtPlace[];
  readonly notes: readonly string[];
  readonly texts: readonly string[];
  read(fromFrame: number, toFrame: number): Promise<readonly RawSamples[]>;
  readMillivolts?(fromFrame: number, toFrame: number): Promise<readonly Float32Array[] | null>;
}

async function openSingle(headerFile: SourceFile, header: WfdbHeader, files: readonly SourceFile[]): Promise<RecordBody> {
  const segment = await openSegment(headerFile, header, files);
  const { frameCount } = segment;
  const signals = header.signals.map((signal): SignalInfo => ({
    name: signal.description,
    unit: signal.unit,
    samplingRateHz: header.samplingRateHz * signal.samplesPerFrame,
    samplesPerFrame: signal.samplesPerFrame,
    sampleCount: frameCount * signal.samplesPerFrame,
    gainPerUnit: signal.gainPerUnit,
    baselineCount: signal.baselineCount,
    invalidCount: invalidCountOfSignal(signal),
  }));
  return {
    formatDetail: `WFDB ${formatsOf([header])}`,
    frameCount,
    signals,
    files: segment.signalFiles.map(({ path }) => path),
    headers: [{ header, segment: "" }],
    notes: [],
    texts: segment.texts,
    async read(fromFrame, toFrame) {
      const samples = signals.map(({ samplesPerFrame }) => new Int32Array((toFrame - fromFrame) * samplesPerFrame));
      await segment.read(fromFrame, toFrame, samples.map((counts, s) => ({ counts, at: 0, invalidCount: signals[s]!.invalidCount })));
      return samples;
    },
    async readMillivolts(fromFrame, toFrame) {
      const scalings = signals.map(({ unit, gainPerUnit, baselineCount, invalidCount }) => ({ baselineCount, millivoltPerCount: (millivoltPerUnit(unit) ?? 1) / gainPerUnit, invalidCount: invalidCount ?? NaN }));
      const millivolts = signals.map(() => new Float32Array(toFrame - fromFrame));
      return (await segment.readMillivolts(fromFrame, toFrame, millivolts, scalings)) ? millivolts : null;
    },
  };
}

async function openSegmented(headerFile: SourceFile, header: WfdbHeader, files: readonly SourceFile[]): Promise<RecordBody> {
  const layout = await readLayout(headerFile, header, files);
  const present = layout.segments.filter((segment) => segment.header !== null);
  const headers = [...new Set([...(layout.layoutHeader === null ? [] : [layout.layoutHeader]), ...present.map((segment) => segment.header!)])];
  const paths = [...new Set(present.flatMap((segment) => [segment.headerFile!.path, ...segment.header!.signals.map(({ fileName }) => segment.headerFile!.path.replace(/[^/]*$/, fileName))]))];
  const { missing } = layout;
  return {
    formatDetail: `WFDB ${formatsOf(present.map((segment) => segment.header!))}, ${header.segments!.length} segments, ${layout.kind} layout`,
    frameCount: layout.frameCount,
    signals: layout.signals,
    files: paths,
    headers: [{ header, segment: "" }, ...headers.map((own) => ({ header: own, segment: own.recordName }))],
    notes: missing.length === 0 ? [] : [`${missing.length} of ${header.segments!.length} segments are not among the files given; only ranges without them can be read (the first is ${missing[0]}).`],
    texts: await textsOfSegments(present),
    read: (fromFrame, toFrame) => readSegments(headerFile, layout, fromFrame, toFrame),
  };
}

/** Comments of FLAC files; other signal files hold no texts and stay closed until they are needed. */
async function textsOfSegments(segments: readonly PlacedSegment[]): Promise<readonly string[]> {
  const texts = new Set<string>();
  for (const segment of segments) {
    if (!segment.header!.signals.some(({ format }) => flacBitsOf(format) !== undefined)) continue;
    try {
      for (const text of (await segment.open()).texts) texts.add(text);
    } catch (error) {
      // A segment that is missing or damaged says so when its samples are asked for.
      if (!(error instanceof FormatError)) throw error;
    }
  }
  return [...texts];
}

async function readSegments(headerFile: SourceFile, layout: WfdbLayout, fromFrame: number, toFrame: number): Promise<readonly RawSamples[]> {
  const touched: { readonly place: PlacedSegment; readonly segment: WfdbSegment }[] = [];
  for (const place of layout.segments) {
    if (place.fromFrame >= toFrame || place.fromFrame + place.spec.frameCount <= fromFrame || place.spec.recordName === NO_FILE) continue;
    touched.push({ place, segment: await place.open() });
  }
  const storedBytes = [...new Set(touched.flatMap(({ segment }) => segment.signalFiles))].reduce((sum, file) => sum + file.size, 0);
  const wantedBytes = layout.signals.reduce((sum, signal) => sum + 4 * (toFrame - fromFrame) * signal.samplesPerFrame, 0);
  if (wantedBytes > FREE_GAP_BYTES + GAP_BYTES_PER_STORED_BYTE * storedBytes) {
    throw new FormatError("too-large", { file: headerFile.path }, `the frames ${fromFrame} to ${toFrame} take ${wantedBytes} bytes, nearly all of them gaps: the files hold ${storedBytes}`, "Read a shorter range.");
  }
  const samples = layout.signals.map(({ samplesPerFrame, invalidCount }) => {
    const counts = new Int32Array((toFrame - fromFrame) * samplesPerFrame);
    return invalidCount === null ? counts : counts.fill(invalidCount);
  });
  for (const { place, segment } of touched) {
    const from = Math.max(0, fromFrame - place.fromFrame);
    const to = Math.min(place.spec.frameCount, toFrame - place.fromFrame);
    const targets = segment.header.signals.map((): SignalTarget | null => null);
    place.signalIndexes.forEach((own, s) => {
      const { samplesPerFrame, invalidCount } = layout.signals[s]!;
      if (own >= 0) targets[own] = { counts: samples[s]!, at: (place.fromFrame + from - fromFrame) * samplesPerFrame, invalidCount };
    });
    await segment.read(from, to, targets);
  }
  return samples;
}

function formatsOf(headers: readonly WfdbHeader[]): string {
  return [...new Set(headers.flatMap(({ signals }) => signals.map(({ format }) => format)))].join(", ");
}

interface Marks {
  readonly file: SourceFile | undefined;
  readonly annotations: readonly FileAnnotation[];
  readonly rateHz: AnnotationFile["rateHz"];
  readonly definitions: readonly string[];
  readonly notes: readonly string[];
}

async function readAnnotations(header: SourceFile, files: readonly SourceFile[], wanted: string | undefined): Promise<Marks> {
  let file = findAnnotator(header, files, wanted ?? DEFAULT_ANNOTATOR);
  const notes: string[] = [];
  if (file === undefined && wanted === undefined) {
    const others = await listAnnotators(header, files);
    if (others.length === 1) file = others[0]!.file;
    else if (others.length > 1) notes.push(`There are annotations of ${others.length} annotators and none is the default: ${others.map(({ name }) => name).join(", ")}.`);
  }
  if (file === undefined) return { file, annotations: [], rateHz: null, definitions: [], notes };
  return { file, notes, ...(await readAnnotationFile(file)) };
}
