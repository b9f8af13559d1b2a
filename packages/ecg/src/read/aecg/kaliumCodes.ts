/**
 * Code system of the few things that Kalium's files state and HL7 has no code for. The root is an identifier made from a
 * UUID (ITU-T X.667), which anybody may use without registration.
 */
export const KALIUM_CODE_SYSTEM = "2.25.243876510293847561029384756102938475610";

/** LOINC, and its codes for age and for serum or plasma potassium in mmol/L. */
export const LOINC_CODE_SYSTEM = "2.16.840.1.113883.6.1";
export const LOINC_AGE = "21612-7";
export const LOINC_POTASSIUM = "2823-3";
