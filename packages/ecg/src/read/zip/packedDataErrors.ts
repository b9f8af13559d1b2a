import { FormatError, type FormatErrorPlace } from "../../errors.ts";

const REMEDY = "Copy the file again from its source; if it stays so, it is damaged or made to harm and should be left out.";

/** "too-large", with the bound that was broken. */
export function tooLarge(maxBytes: number, place: FormatErrorPlace): FormatError {
  return new FormatError("too-large", place, `the packed data unpack to more than the ${maxBytes} bytes that can belong here`, REMEDY);
}

export function damaged(place: FormatErrorPlace): FormatError {
  return new FormatError("malformed", place, "the packed data are damaged or break off", REMEDY);
}

export function wrongChecksum(place: FormatErrorPlace): FormatError {
  return new FormatError("checksum", place, "the checksum of the packed data does not match", REMEDY);
}
