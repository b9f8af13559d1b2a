/**
 * The same protocol on heartbeat class: local MIT-BIH style records, normal against ventricular beats. A half-hour record has no
 * lab draws to cut it by, so it is cut into blocks of time; the normal beats of a block make one strip and its ventricular
 * beats another (Kalium's choice).
 */
import { BEAT_LENGTH_SAMPLES, BEAT_RATE_HZ, cutAnnotatedBeats, FormatError, heartbeatClassOf, isPacedRecord, LIMB_LEAD_II_ALIASES, type Recording } from "@kalium/ecg";
import { counted } from "./potassiumCohort.ts";
import { hashRecords, type ExcludedPerson, type FlowStep, type PreviewStrip, type StudyData, type StudyRecord } from "./studyData.ts";

export interface HeartbeatCohortOptions {
  readonly title: string;
  /** Lead to analyse; MLII stands in for II, and the strip says so. */
  readonly leadName: string;
  readonly blockS: number;
  /** Beats of one class that a block needs to make a strip. */
  readonly minimumBeatsPerStrip: number;
  readonly maxBeatsPerStrip: number;
  /** Strips of either class that a person needs. */
  readonly minimumStripsPerClass: number;
  readonly onProgress?: (done: number, total: number) => Promise<void> | void;
}

interface CutPerson {
  readonly personId: string;
  readonly records: readonly StudyRecord[];
  readonly preview: PreviewStrip;
  readonly beatsFound: number;
  readonly beatsKept: readonly [number, number];
  readonly dropped: ReadonlyMap<string, number>;
}

/** Cuts every recording, leaves out paced people and people with too few beats of either class, each with the reason. */
export async function heartbeatStudyData(recordings: readonly Recording[], options: HeartbeatCohortOptions): Promise<StudyData> {
  const excludedPeople: ExcludedPerson[] = [];
  const kept: CutPerson[] = [];
  const byPerson = new Map<string, Recording[]>();
  for (const recording of recordings) byPerson.set(recording.personId, [...(byPerson.get(recording.personId) ?? []), recording]);
  let done = 0;
  for (const [personId, own] of byPerson) {
    await options.onProgress?.(done, byPerson.size);
    done += 1;
    const paced = own.filter(isPacedRecord);
    if (paced.length > 0) {
      excludedPeople.push({ personId, reason: `paced rhythm in record ${paced.map((recording) => recording.id).join(", ")}` });
      continue;
    }
    if (own.every((recording) => recording.annotations.length === 0)) {
      excludedPeople.push({ personId, reason: "no beat annotations (.atr) beside the record, so beats have no labels" });
      continue;
    }
    const cut = cutOrReason(personId, own, options);
    if (typeof cut === "string") {
      excludedPeople.push({ personId, reason: cut });
      continue;
    }
    const strips = [0, 1].map((classIndex) => cut.records.filter((record) => record.classIndex === classIndex).length) as [number, number];
    const short = strips[1] < options.minimumStripsPerClass ? "ventricular" : strips[0] < options.minimumStripsPerClass ? "normal" : null;
    if (short !== null) {
      const beatCount = cut.beatsKept[short === "ventricular" ? 1 : 0];
      const stripCount = strips[short === "ventricular" ? 1 : 0];
      excludedPeople.push({
        personId,
        reason: `too few ${short} beats: ${beatCount}, in ${stripCount} blocks of ${options.blockS} s with at least ${options.minimumBeatsPerStrip} (${options.minimumStripsPerClass} blocks needed)`,
      });
      continue;
    }
    kept.push(cut);
  }
  const records = kept.flatMap((cut) => cut.records);
  const dropped = new Map<string, number>();
  for (const cut of kept) for (const [reason, count] of cut.dropped) dropped.set(reason, (dropped.get(reason) ?? 0) + count);
  const excludedReasons = new Map<string, number>();
  for (const { reason } of excludedPeople) {
    const kind = reason.split(/[:(]| in record/)[0]!.trim();
    excludedReasons.set(kind, (excludedReasons.get(kind) ?? 0) + 1);
  }
  const flow: FlowStep[] = [
    { label: "People handed over", count: byPerson.size, unit: "people", dropped: counted(excludedReasons) },
    { label: "People analysed", count: kept.length, unit: "people", dropped: [] },
    { label: "Beats found in them", count: kept.reduce((sum, cut) => sum + cut.beatsFound, 0), unit: "beats", dropped: counted(dropped) },
    { label: "Beats analysed", count: records.reduce((sum, record) => sum + record.beatCount, 0), unit: "beats", dropped: [] },
    { label: "Strips of one class", count: records.length, unit: "strips", dropped: [] },
  ];
  return {
    kind: "heartbeat",
    title: options.title,
    simulated: recordings.length > 0 && recordings.every((recording) => recording.simulated),
    classNames: ["normal beats", "ventricular beats"],
    records,
    genericPeople: [],
    personalPeople: kept.map((cut) => cut.personId),
    assignedSplits: null,
    crossFit: true,
    excludedPeople,
    flow,
    previews: kept.map((cut) => cut.preview),
    dataHash: await hashRecords(records),
  };
}

function cutOrReason(personId: string, recordings: readonly Recording[], options: HeartbeatCohortOptions): CutPerson | string {
  try {
    return cutPerson(personId, recordings, options);
  } catch (error) {
    if (error instanceof FormatError) return `${error.message}. ${error.remedy}`;
    throw error;
  }
}

function cutPerson(personId: string, recordings: readonly Recording[], options: HeartbeatCohortOptions): CutPerson {
  const records: StudyRecord[] = [];
  const dropped = new Map<string, number>();
  const drop = (reason: string, count: number) => dropped.set(reason, (dropped.get(reason) ?? 0) + count);
  const beatsKept: [number, number] = [0, 0];
  let beatsFound = 0;
  let preview: PreviewStrip | null = null;
  for (const [recordingIndex, recording] of recordings.entries()) {
    const strip = cutAnnotatedBeats(recording, { leadName: options.leadName, leadAliases: LIMB_LEAD_II_ALIASES, classOf: heartbeatClassOf });
    beatsFound += strip.detectedCount;
    for (const [reason, count] of Object.entries(strip.rejectedCounts)) drop(reason, count);
    for (const [symbol, count] of Object.entries(strip.leftOutSymbolCounts)) drop(`annotated ${symbol}, neither normal nor ventricular`, count);
    drop("no annotation within 150 ms", strip.unmatchedDetectionCount);
    const blockLength = options.blockS * BEAT_RATE_HZ;
    const blocks = new Map<string, number[]>();
    strip.classes.forEach((classIndex, beat) => {
      beatsKept[classIndex as 0 | 1] += 1;
      const key = `${Math.floor(strip.rPeakSampleIndices[beat]! / blockLength)}:${classIndex}`;
      blocks.set(key, [...(blocks.get(key) ?? []), beat]);
    });
    for (const [key, members] of blocks) {
      const [block, classIndex] = key.split(":").map(Number) as [number, 0 | 1];
      if (members.length < options.minimumBeatsPerStrip) {
        drop("block with too few beats of the class", members.length);
        continue;
      }
      const count = Math.min(members.length, options.maxBeatsPerStrip);
      drop("over the cap of a strip", members.length - count);
      const beats = new Float32Array(count * BEAT_LENGTH_SAMPLES);
      for (let picked = 0; picked < count; picked++) {
        const beat = members[Math.floor((picked * members.length) / count)]!;
        beats.set(strip.beats.subarray(beat * BEAT_LENGTH_SAMPLES, (beat + 1) * BEAT_LENGTH_SAMPLES), picked * BEAT_LENGTH_SAMPLES);
      }
      records.push({
        id: `${recording.id} ${formatClock(block * options.blockS)} ${classIndex === 1 ? "ventricular" : "normal"}`,
        personId,
        classIndex,
        timeS: recordingIndex * 86_400 + block * options.blockS,
        potassiumMmolPerL: null,
        beats,
        beatCount: count,
      });
    }
    preview ??= {
      recordingId: recording.id,
      personId,
      leadName: strip.leadName,
      potassiumMmolPerL: recording.potassiumMmolPerL,
      caption: `Record ${recording.id}, lead ${strip.leadName}`,
      samplingRateHz: BEAT_RATE_HZ,
      samplesMillivolt: strip.filteredMillivolt,
      marks: Array.from(strip.rPeakSampleIndices, (sampleIndex, beat) => ({
        sampleIndex,
        symbol: strip.classes[beat] === 1 ? "V" : "N",
        kind: strip.classes[beat] === 1 ? ("ventricular" as const) : ("normal" as const),
      })),
    };
  }
  return { personId, records, preview: preview!, beatsFound, beatsKept, dropped };
}

function formatClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}
