/** Recorded noise of a folder, in millivolts at the rate of the recordings to come. */
import { FormatError, listArrays, openRecordings, readMillivolts, resampleTo, type ArrayLayout, type OpenedRecording, type SourceFile } from "@kalium/ecg";
import { readInput, type Input } from "../files/diskFiles.ts";
import { UsageError } from "../usageError.ts";

/** Channels of an array file lie along its short axis. */
const MOST_CHANNELS = 64;

/** Every signal of every file that opens. @throws UsageError when there is none, or a file does not state its rate. */
export async function readNoiseFolder(folder: string, samplingRateHz: number, statedRateHz: number | null): Promise<readonly ArrayLike<number>[]> {
  const input = await readInput(folder);
  if (input === null) throw new UsageError(`There is no folder ${folder}. --noise takes none, bedside, restless, or a folder of noise recordings.`);
  try {
    return await readChannels(input, folder, samplingRateHz, statedRateHz);
  } catch (error) {
    if (error instanceof FormatError) throw new UsageError(`${error.message}. ${error.remedy}`);
    throw error;
  }
}

async function readChannels(input: Input, folder: string, samplingRateHz: number, statedRateHz: number | null): Promise<readonly ArrayLike<number>[]> {
  const channels: ArrayLike<number>[] = [];
  const headers = input.main.filter(({ path }) => /\.hea$/i.test(path));
  for (const file of headers.length > 0 ? headers : input.main) {
    for (const opened of await open(file, input.files, statedRateHz)) {
      const [group] = opened.groups;
      if (group === undefined) continue;
      const samples = await readMillivolts(opened, 0, 0, group.frameCount);
      samples.forEach((own, index) => channels.push(resampleTo(own, group.signals[index]!.samplingRateHz, samplingRateHz).samples));
    }
  }
  if (channels.length === 0) throw new UsageError(`${folder} holds no recording that Kalium reads. Name a folder with noise recordings, such as WFDB records.`);
  return channels;
}

async function open(file: SourceFile, companions: readonly SourceFile[], statedRateHz: number | null): Promise<readonly OpenedRecording[]> {
  try {
    return await openRecordings(file, companions);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    if (error.code === "needs-answer") return openArray(file, companions, statedRateHz);
    // Readme files and the like lie beside recordings.
    if (error.code === "unknown-format" || error.code === "no-records") return [];
    throw error;
  }
}

async function openArray(file: SourceFile, companions: readonly SourceFile[], statedRateHz: number | null): Promise<readonly OpenedRecording[]> {
  if (statedRateHz === null) throw new UsageError(`${file.path} does not state its sampling rate. Say it with --noise-rate HZ (360 for the MIT-BIH Noise Stress Test Database).`);
  const arrays = (await listArrays(file)).filter(({ shape }) => shape.length === 2 && Math.min(...shape) <= MOST_CHANNELS);
  const [array] = arrays;
  if (array === undefined) return [];
  const isFirst = array.shape[0]! < array.shape[1]!;
  const layout: ArrayLayout = {
    arrayName: array.name,
    samplingRateHz: statedRateHz,
    unit: "mV",
    gainPerUnit: 1,
    leadNames: Array.from({ length: Math.min(...array.shape) }, (_, index) => `noise ${index + 1}`),
    leadAxis: isFirst ? "first" : "last",
  };
  return openRecordings(file, companions, { array: layout });
}
