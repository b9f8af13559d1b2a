export { resnet1d } from "./resnet1d.ts";
export type { Resnet1dOptions, StrideLayout } from "./resnet1d.ts";
export { classifierPrefix, featureNode, frozenCutNode, gradCamNodes, personalFrozenPrefixes } from "./personalTransfer.ts";
export { checkInputContract, InputContractError, personalBeatContract } from "./inputContract.ts";
export type { ContractBreach, InputContract } from "./inputContract.ts";
export * from "./delineation/index.ts";
