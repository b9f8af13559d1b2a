/** A simulated recording as files to keep, with everything the simulator knows of it as annotations. */
import { writeRecording, zipToBytes } from "@kalium/ecg";
import type { WrittenFile } from "@kalium/ecg";
import { writtenRecording } from "@kalium/simulator";
import type { SimulatedRecording } from "@kalium/simulator";

/** WFDB record (header, signals, annotations) in a ZIP, or one EDF+ file. */
export async function writeSimulated(simulated: SimulatedRecording, format: "wfdb" | "edf"): Promise<WrittenFile> {
  const files = await writeRecording(writtenRecording(simulated), format);
  const [only] = files;
  if (files.length === 1 && only !== undefined) return only;
  return { name: `${simulated.recording.id}.zip`, bytes: await zipToBytes(files) };
}
