/**
 * From strips with potassium to study data: label rule, beats, exclusions, and the count dropped at each step.
 */
import { cutBeats, FormatError, LIMB_LEAD_II_ALIASES, type BeatRejectionReason, type BeatStrip, type Recording } from "@kalium/ecg";
import { potassiumClass } from "./labelRule.ts";
import { hashRecords, type DroppedCount, type ExcludedPerson, type FlowStep, type PreviewStrip, type StudyData, type StudyRecord } from "./studyData.ts";

export interface PotassiumCohortOptions {
  readonly title: string;
  readonly leadName: string;
  /** Records of either class a person needs for personal rounds (8 in Chiu 2022). */
  readonly minimumRecordsPerClass: number;
  readonly maxBeatsPerRecord: number;
  readonly previewCount: number;
  /** Called between recordings with how many are done. */
  readonly onProgress?: (done: number, total: number) => Promise<void> | void;
}

/** Recordings that come one at a time, for data sets that do not fit into memory. */
export interface RecordingStream {
  readonly length: number;
  [Symbol.asyncIterator](): AsyncIterator<Recording>;
}

/** Labels, cuts and groups recordings; people with enough records of both classes are kept for personal rounds. */
export async function potassiumStudyData(recordings: readonly Recording[] | RecordingStream, options: PotassiumCohortOptions): Promise<StudyData> {
  const droppedByLabel = new Map<string, number>();
  const droppedBeats = new Map<BeatRejectionReason, number>();
  let beatsFound = 0;
  const records: StudyRecord[] = [];
  const previews: PreviewStrip[] = [];
  let simulated = true;
  let index = -1;
  for await (const recording of recordings) {
    index += 1;
    simulated = simulated && recording.simulated;
    await options.onProgress?.(index, recordings.length);
    const potassium = recording.potassiumMmolPerL;
    const label = potassium === null ? null : potassiumClass(potassium);
    if (label === null || label === "gap" || label === "low") {
      const reason = label === null ? "no potassium result" : label === "gap" ? "potassium 5.0–5.5 (label gap)" : "potassium below 3.5";
      droppedByLabel.set(reason, (droppedByLabel.get(reason) ?? 0) + 1);
      continue;
    }
    const strip = cutOrReason(recording, options);
    if (typeof strip === "string") {
      droppedByLabel.set(strip, (droppedByLabel.get(strip) ?? 0) + 1);
      continue;
    }
    beatsFound += strip.detectedCount;
    for (const [reason, count] of Object.entries(strip.rejectedCounts)) {
      droppedBeats.set(reason as BeatRejectionReason, (droppedBeats.get(reason as BeatRejectionReason) ?? 0) + count);
    }
    if (strip.beatCount === 0) {
      droppedByLabel.set("no usable beat", (droppedByLabel.get("no usable beat") ?? 0) + 1);
      continue;
    }
    records.push({
      id: recording.id,
      personId: recording.personId,
      classIndex: label === "hyper" ? 1 : 0,
      timeS: recording.timeS ?? index,
      potassiumMmolPerL: potassium,
      beats: strip.beats,
      beatCount: strip.beatCount,
    });
    if (previews.length < options.previewCount) {
      previews.push({
        recordingId: recording.id,
        personId: recording.personId,
        leadName: strip.leadName,
        potassiumMmolPerL: potassium,
        caption: `${recording.personId}, potassium ${potassium!.toFixed(1)} mmol/L`,
        samplingRateHz: 125,
        samplesMillivolt: strip.filteredMillivolt,
        marks: Array.from(strip.rPeakSampleIndices, (sampleIndex) => ({ sampleIndex, symbol: "N", kind: label === "hyper" ? ("hyper" as const) : ("normal" as const) })),
      });
    }
  }
  const { personalPeople, genericPeople } = groupPeople(records, options.minimumRecordsPerClass);
  const excludedPeople: ExcludedPerson[] = [];
  const flow: FlowStep[] = [
    { label: "Strips handed over", count: recordings.length, unit: "strips", dropped: counted(droppedByLabel) },
    { label: "Strips with a label and beats", count: records.length, unit: "strips", dropped: [] },
    { label: "Beats found", count: beatsFound, unit: "beats", dropped: counted(droppedBeats) },
    { label: "Beats analysed", count: records.reduce((sum, record) => sum + record.beatCount, 0), unit: "beats", dropped: [] },
    { label: "People for the generic network", count: genericPeople.length, unit: "people", dropped: [] },
    { label: `People with ≥ ${options.minimumRecordsPerClass} strips of both classes, for personal rounds`, count: personalPeople.length, unit: "people", dropped: [] },
  ];
  return {
    kind: "potassium",
    title: options.title,
    simulated,
    classNames: ["normal potassium", "high potassium"],
    records,
    genericPeople,
    personalPeople,
    assignedSplits: null,
    crossFit: false,
    excludedPeople,
    flow,
    previews,
    dataHash: await hashRecords(records),
  };
}

function cutOrReason(recording: Recording, options: PotassiumCohortOptions): BeatStrip | string {
  try {
    return cutBeats(recording, { leadName: options.leadName, leadAliases: LIMB_LEAD_II_ALIASES, maxBeats: options.maxBeatsPerRecord });
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}

/** The paper's rule: who has enough of both classes is kept for personal rounds, everyone else trains the generic network. */
export function groupPeople(records: readonly StudyRecord[], minimumRecordsPerClass: number): { personalPeople: string[]; genericPeople: string[] } {
  const counts = new Map<string, [number, number]>();
  for (const record of records) {
    const own = counts.get(record.personId) ?? [0, 0];
    own[record.classIndex] += 1;
    counts.set(record.personId, own);
  }
  const personalPeople: string[] = [];
  const genericPeople: string[] = [];
  for (const [personId, [normal, event]] of counts) {
    (normal >= minimumRecordsPerClass && event >= minimumRecordsPerClass ? personalPeople : genericPeople).push(personId);
  }
  return { personalPeople, genericPeople };
}

/** Counted reasons, largest first, zeros left out. */
export function counted(reasons: ReadonlyMap<string, number>): DroppedCount[] {
  return [...reasons].filter(([, count]) => count > 0).map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
