/** The page's one lab and one data room. Nothing else in the pages calls `openLab` or `openDataRoom`. */
import type { DataRoom, Lab } from "@kalium/lab";
import { openDataRoom, openLab } from "@kalium/lab";

let lab: Lab | null = null;

/** Opened at the first call; its workers start when something needs them. */
export function theLab(): Lab {
  return (lab ??= openLab());
}

let room: DataRoom | null = null;

/** The page's one data room; its worker starts with the first file. */
export function theDataRoom(): DataRoom {
  return (room ??= openDataRoom());
}
