/** Files of a simulated recording; the writers are fetched with the first one, so that a lesson opens without them. */
import type { WrittenFile } from "@kalium/ecg";
import type { SimulatedRecording } from "@kalium/simulator";

/** A WFDB record in a ZIP, or one EDF+ file, with the true marks of every wave as annotations. */
export async function simulatedFile(simulated: SimulatedRecording, format: "wfdb" | "edf"): Promise<WrittenFile> {
  const { writeSimulated } = await import("./writeSimulated.ts");
  return writeSimulated(simulated, format);
}
