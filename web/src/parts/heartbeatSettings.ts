/** Settings of the heartbeat study that differ from the demo protocol: strips are shorter, so batches are smaller (Kalium's choice). */
import type { PersonalStudySettings } from "@kalium/lab";

export const heartbeatSettings: PersonalStudySettings = { generic: { epochs: 6 } };
