/** This element alone, for pages that must stay small. */
export { KaliumPotassiumSlider } from "./potassiumSlider.ts";
