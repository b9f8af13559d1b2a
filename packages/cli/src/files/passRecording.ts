/**
 * One recording on its way from a file through the gate into another: hashed as it is read, rebuilt, written, and read back from what
 * was written before anything touches the disk.
 */
import {
  FormatError, hashSamples, hasWholeNumbers, nearestWritableFormat, requantise, sha256Hex, toWholeNumbers, writeRecording,
  type DeidentifiedRecording, type DeidentifySession, type OpenedRecording, type RawSamples, type ReportedRecording, type SampleHash, type WritableFormat, type WrittenFile,
} from "@kalium/ecg";
import { readBack } from "./readBack.ts";

/** A recording that passed, ready for the disk. */
export interface PassedRecording {
  readonly recording: DeidentifiedRecording;
  readonly files: readonly WrittenFile[];
  readonly reported: ReportedRecording;
  /** Sentences about what changed on the way; empty when every sample is exact. */
  readonly remarks: readonly string[];
}

export interface PassSettings {
  readonly format: WritableFormat | "same";
  readonly requantise: boolean;
  /** New name of the recording; left out, that of the gate. */
  readonly nameOf?: (recording: DeidentifiedRecording) => string;
}

/** Passes all groups and pieces of an opened recording. @throws FormatError */
export async function* passRecording(opened: OpenedRecording, session: DeidentifySession, settings: PassSettings): AsyncGenerator<PassedRecording, void, void> {
  let before: readonly SampleHash[] = [];
  const watched = withSamplesWatched(opened, async (samples) => {
    before = await Promise.all(samples.map(hashSamples));
  });
  for await (const rebuilt of session.deidentify(watched)) {
    const recording = settings.nameOf === undefined ? rebuilt : { ...rebuilt, id: settings.nameOf(rebuilt) };
    if (recording.frameCount === 0 || recording.signals.length === 0) throw new FormatError("no-records", { file: opened.files[0] ?? opened.id }, "the recording holds no samples", "Choose a recording with signals.");
    const { format, files, prepared, remarks } = await writeIn(recording, opened, settings);
    const after = await readBack(files, prepared, recording);
    after?.forEach(({ sha256 }, index) => {
      if (sha256 !== before[index]!.sha256 && remarks.length === 0) {
        const what = sha256 === "" ? `signal ${index + 1} did not come back from the ${format} output` : `the samples of signal ${index + 1} read back from the ${format} output differ from the input`;
        throw new FormatError("unsupported", { file: opened.files[0] ?? opened.id }, what, "Choose another output format.");
      }
    });
    yield {
      recording, files,
      remarks: [...remarks, ...(after ?? []).flatMap(({ remark }) => (remark === null ? [] : [remark]))],
      reported: {
        id: recording.id, sourceFormat: opened.format, writtenFormat: format,
        samplingRateHz: recording.framesPerSecond, durationS: recording.frameCount / recording.framesPerSecond,
        signals: recording.signals.map(({ name }, index) => ({ name, sha256Before: before[index]!.sha256, sha256After: after?.[index]?.sha256 ?? null })),
        files: await Promise.all(files.map(async ({ name, bytes }) => ({ name, byteLength: bytes.byteLength, sha256: await sha256Hex(new Uint8Array(bytes)) }))),
      },
    };
  }
}

function withSamplesWatched(opened: OpenedRecording, watch: (samples: readonly RawSamples[]) => Promise<void>): OpenedRecording {
  const { format, formatDetail, id, files, groups, annotations, annotationRateHz, facts, notes } = opened;
  return {
    format, formatDetail, id, files, groups, annotations, annotationRateHz, facts, notes,
    readSamples: async (group, from, to) => {
      const samples = await opened.readSamples(group, from, to);
      await watch(samples);
      return samples;
    },
  };
}

interface Written {
  readonly format: WritableFormat;
  readonly files: readonly WrittenFile[];
  readonly prepared: DeidentifiedRecording;
  readonly remarks: readonly string[];
}

/** Formats that hold nothing but whole numbers. */
const WHOLE_NUMBER_FORMATS: ReadonlySet<WritableFormat> = new Set(["wfdb", "edf", "dicom", "aecg"]);

async function writeIn(recording: DeidentifiedRecording, opened: OpenedRecording, settings: PassSettings): Promise<Written> {
  const wanted = settings.format === "same" ? nearestWritableFormat(opened.format) : settings.format;
  const whole = hasWholeNumbers(recording) ? recording : toWholeNumbers(recording);
  if (!WHOLE_NUMBER_FORMATS.has(wanted)) return { format: wanted, prepared: recording, files: await writeRecording(recording, wanted), remarks: [] };
  if (whole !== null) {
    try {
      return { format: wanted, prepared: whole, files: await writeRecording(whole, wanted), remarks: [] };
    } catch (error) {
      // "The same format" is a wish; what does not fit it (24-bit samples in EDF) is kept exact in another.
      if (settings.format !== "same" || wanted === "wfdb" || !(error instanceof FormatError)) throw error;
      return { format: "wfdb", prepared: whole, files: await writeRecording(whole, "wfdb"), remarks: [] };
    }
  }
  if (settings.requantise) {
    const { recording: rounded, largestErrors } = requantise(recording);
    const remarks = rounded.signals.map(({ unit, gainPerUnit }, index) => `signal ${index + 1} rounded to ${gainPerUnit} counts per ${unit || "unit"}, by at most ${largestErrors[index]!.toPrecision(2)} ${unit}`);
    return { format: wanted, prepared: rounded, files: await writeRecording(rounded, wanted), remarks };
  }
  if (settings.format === "same") return { format: "npz", prepared: recording, files: await writeRecording(recording, "npz"), remarks: [] };
  throw new FormatError("unsupported", { file: opened.files[0] ?? opened.id }, `the samples are not whole numbers, and ${wanted} holds nothing else`, "Write npz or csv, or allow rounding with --requantise.");
}
