/** One element for other people's pages. Importing this module registers it. */
export { KEcgSim } from "./kEcgSim.ts";
