/** The page's one lab. Nothing else in the pages calls `openLab`. */
import type { DataRoom, Lab } from "@kalium/lab";
import { openLab } from "@kalium/lab";

let lab: Lab | null = null;

/** Opened at the first call; its workers start when something needs them. */
export function theLab(): Lab {
  return (lab ??= openLab());
}

/** The lab's one data room; its worker starts with the first call. */
export function theDataRoom(): DataRoom {
  return theLab().dataRoom();
}
