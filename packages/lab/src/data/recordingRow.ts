/** One line of the table of recordings, made from an opened recording by reading its first seconds. */
import type { OpenedRecording } from "@kalium/ecg";
import type { RecordingRow } from "./dataRoom.ts";
import { lookAt, LOOK_S } from "./recordingLook.ts";
import { readStretch } from "./signalStretch.ts";

/** @throws FormatError when the samples turn out damaged, or when none of the signals is a voltage. */
export async function describeRecording(key: string, opened: OpenedRecording): Promise<RecordingRow> {
  const group = opened.groups[0];
  const first = await readStretch(opened, 0, LOOK_S);
  const { facts } = opened;
  return {
    key,
    id: opened.id,
    path: opened.files[0] ?? opened.id,
    format: opened.format,
    formatDetail: opened.formatDetail,
    leadNames: first.leads.map((lead) => lead.name),
    samplingRateHz: first.samplingRateHz,
    durationS: group === undefined ? 0 : group.frameCount / group.framesPerSecond,
    person: facts.personId,
    startTimeMs: facts.startTimeMs,
    simulated: facts.simulated,
    annotationCount: opened.annotations.length,
    potassium: facts.potassiumMmolPerL === null ? null : { mmolPerL: facts.potassiumMmolPerL, offsetMinutes: null, haemolysed: null },
    notes: opened.notes,
    ...lookAt(first),
  };
}
