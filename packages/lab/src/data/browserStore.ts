/** The store of this origin, as workers open it. */
import { ARCHIVE_NAME } from "./exportTargets.ts";
import { openOpfsRoot } from "./store/opfsFolder.ts";
import { createStoreAccess, type StoreAccess, type WithLock } from "./store/storeAccess.ts";

const withLock: WithLock = async (work) =>
  navigator.locks.request("kalium:data", { ifAvailable: true }, async (lock) => (lock === null ? null : { result: await work() }));

export function openBrowserStore(): StoreAccess {
  return createStoreAccess({ openRoot: openOpfsRoot, withLock, passingFiles: [ARCHIVE_NAME], newKey: () => crypto.randomUUID(), now: () => new Date().toISOString() });
}
