/** This element alone, for pages that must stay small. */
export { KaliumTwelveLead } from "./twelveLead.ts";
export type { TwelveLeadLayout } from "./sheetLayout.ts";
