/** Names the personal transfer protocol needs of `resnet1d` (Chiu et al. 2022; which blocks is Kalium's choice). */

/** Parameters that stay frozen in personal rounds: stem and stages 1 and 2. */
export const personalFrozenPrefixes: readonly string[] = ["stem.", "stage1.", "stage2."];

/** Where the frozen beginning ends: evaluate the graph up to here once and train only the rest. */
export const frozenCutNode = "stage2.out";

/** Parameters of the classifier, which every person starts afresh. */
export const classifierPrefix = "head.classifier.";

/** Nodes worth a Grad-CAM, the published one first; earlier ones resolve time more finely. */
export const gradCamNodes: readonly string[] = ["stage4.out", "stage3.out", "stage2.out"];

/** The features of the last convolution, averaged over time: for t-SNE. */
export const featureNode = "head.pool";
