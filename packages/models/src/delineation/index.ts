export { DELINEATION_KERNELS, DELINEATION_WIDTHS, delineationNetwork } from "./delineationNetwork.ts";
export type { DelineationNetworkOptions } from "./delineationNetwork.ts";
export { DELINEATION_CHANNELS, DELINEATION_RATE_HZ, DELINEATION_WINDOW_SAMPLES, SEGMENTED_WAVES } from "./delineationInput.ts";
export type { SegmentedWave } from "./delineationInput.ts";
