/**
 * One series of beats out of the candidates of several leads. Candidates of one deflection are gathered, and each lead says
 * what it says as strongly as it deserves: how often it sees a beat where the leads together find one, and how often where
 * they find none, is counted around every moment, and its word weighs by the logarithm of the ratio (naive Bayes, with counts
 * from the fused series itself in the manner of Dawid & Skene 1979, doi:10.2307/2346806). So a noisy lead falls silent
 * while its noise lasts, and a lead in which some beats are hardly seen does not vote them down.
 */
import type { JudgedCandidates } from "./beatCandidates.ts";
import { findBestChain } from "./bestChain.ts";
import { clusterLeads, type ClusteredCandidates } from "./clusterLeads.ts";
import { LEAST_EVIDENCE, MOST_EVIDENCE } from "./judgeCandidates.ts";
import { measureUsualIntervals } from "./usualInterval.ts";
import { quantileOf } from "./windowPeaks.ts";

// Kalium's choices.
/** Evidence of a lead is held at or above this: not seeing a beat says less than seeing one. */
const LEAST_WORD = -0.7;
/** A lead that sees no beat for this many of its usual intervals says nothing. */
const SILENT_INTERVALS = 2.5;
/** Evidence at which a lead's word has its full weight. */
const FULL_WORD = 0.7;
/** Sum of weighted words to evidence of the fused candidate. */
const WORD_TO_EVIDENCE = 0.5;
/** Stretches in which leads are counted, and how many on either side count along: 50 s in all. */
const BLOCK_S = 10;
const BLOCKS_AROUND = 2;
/** What a lead is taken for before it is counted, and how many candidates that outweighs: it sees 9 of 10 beats and takes 1 of 10 others for one. */
const PRIOR_COUNT = 4;
const PRIOR_SEEN = 0.9;
const PRIOR_FALSE = 0.1;
/** No lead's word weighs more: a lead that was right all along can come off, or catch an artefact, within a beat. */
const MOST_SEEN = 2;
const MOST_UNSEEN = 2.5;
/** Weights to begin with, of a quiet lead; one whose noise reaches half the size of its beats has almost none. */
const FIRST_WEIGHTS = { seen: 2.2, unseen: 1.5 };
const SILENCING_NOISE = 0.5;
const LEAST_TRUST = 0.05;
/** Less than in one lead: what all leads miss is more likely no beat. */
const OVERDUE_COST = 0.5;
const PASSES = 3;
/** A lead with less than this share of the largest weight around gives no places. */
const TRUSTED_SHARE = 0.5;

/** Candidates of all leads with fused evidence. */
export interface FusedCandidates {
  readonly at: Float64Array;
  readonly evidence: Float64Array;
  /** Indices of the beats, ascending. */
  readonly beats: readonly number[];
  /** The lead to place each candidate by: the one that agrees best with the beats of the recording, but where noise silences it. */
  readonly leadOf: Uint16Array;
}

/** Fuses the judged candidates of leads that share one time axis. */
export function fuseLeads(leads: readonly JudgedCandidates[], samplingRateHz: number): FusedCandidates {
  const clusters = clusterLeads(leads, samplingRateHz);
  const { at } = clusters;
  const words = listWords(leads, clusters);
  silenceGaps(words, leads, at);
  const { sharpness, usualInterval } = joinLeads(leads, clusters);
  const evidence = new Float64Array(at.length);
  const blockOf = (i: number) => Math.floor(at[i] / (BLOCK_S * samplingRateHz));
  let weights = weighByNoise(leads, at.length === 0 ? 0 : blockOf(at.length - 1) + 1, samplingRateHz);
  let beats: readonly number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    if (pass > 0) {
      measureUsualIntervals(at, beats, samplingRateHz, usualInterval);
      weights = weighByAgreement(words, leads.length, beats, weights.seen.length / leads.length, blockOf);
    }
    for (let i = 0; i < at.length; i++) {
      let sum = 0;
      for (let lead = 0; lead < leads.length; lead++) {
        const word = words[i * leads.length + lead];
        const weight = blockOf(i) * leads.length + lead;
        sum += (word > 0 ? weights.seen[weight] : weights.unseen[weight]) * Math.max(-1, Math.min(1, word / FULL_WORD));
      }
      evidence[i] = Math.max(LEAST_EVIDENCE, Math.min(MOST_EVIDENCE, WORD_TO_EVIDENCE * sum));
    }
    beats = findBestChain({ at, evidence, sharpness, usualInterval }, samplingRateHz, OVERDUE_COST);
  }
  return { at, evidence, beats, leadOf: chooseLeads(words, leads.length, beats, weights.seen, at.length, blockOf) };
}

/** One lead as far as it can be, so that the place within the complex is one and the same. */
function chooseLeads(words: Float64Array, leadCount: number, beats: readonly number[], weights: Float64Array, count: number, blockOf: (i: number) => number): Uint16Array {
  const agreements = Array.from({ length: leadCount }, (_, lead) => agreementOf(words, leadCount, lead, beats));
  const best = agreements.indexOf(Math.max(...agreements));
  return Uint16Array.from({ length: count }, (_, i) => {
    const here = weights.subarray(blockOf(i) * leadCount, (blockOf(i) + 1) * leadCount);
    const most = Math.max(...here);
    return here[best] >= TRUSTED_SHARE * most ? best : here.indexOf(most);
  });
}

/** What each lead says of each candidate: its evidence, or the least where it has no candidate. */
function listWords(leads: readonly JudgedCandidates[], { members }: ClusteredCandidates): Float64Array {
  const words = new Float64Array(members.length).fill(LEAST_WORD);
  members.forEach((member, k) => {
    if (member >= 0) words[k] = Math.max(LEAST_WORD, leads[k % leads.length].evidence[member]);
  });
  return words;
}

/**
 * Where a lead sees nothing for several beats it is off, or the heart stands still: of a single candidate it then says nothing.
 * Such words are zero.
 */
function silenceGaps(words: Float64Array, leads: readonly JudgedCandidates[], at: Float64Array): void {
  leads.forEach(({ usualInterval }, lead) => {
    const longest = SILENT_INTERVALS * quantileOf(usualInterval, 0.5);
    let seen = -1;
    for (let i = 0; i <= at.length; i++) {
      if (i < at.length && words[i * leads.length + lead] <= 0) continue;
      const from = seen < 0 ? at[0] : at[seen];
      const to = i < at.length ? at[i] : at[at.length - 1];
      if (to - from > longest) for (let k = seen + 1; k < i; k++) words[k * leads.length + lead] = 0;
      seen = i;
    }
  });
}

/** Sharpness by the leads that see a candidate best, and the shortest usual interval: a lead may see every other beat only. */
function joinLeads(leads: readonly JudgedCandidates[], { at, members }: ClusteredCandidates): { readonly sharpness: Float64Array; readonly usualInterval: Float64Array } {
  const sharpness = new Float64Array(at.length);
  const usualInterval = new Float64Array(at.length).fill(Infinity);
  for (let i = 0; i < at.length; i++) {
    let total = 0;
    for (let lead = 0; lead < leads.length; lead++) {
      const member = members[i * leads.length + lead];
      if (member < 0) continue;
      const weight = Math.exp(leads[lead].evidence[member]);
      total += weight;
      sharpness[i] += weight * leads[lead].sharpness[member];
      usualInterval[i] = Math.min(usualInterval[i], leads[lead].usualInterval[member]);
    }
    sharpness[i] /= total;
  }
  return { sharpness, usualInterval };
}

/** By block and lead: weight of a beat seen, and of one not seen. */
interface Weights {
  readonly seen: Float64Array;
  readonly unseen: Float64Array;
}

function weighByNoise(leads: readonly JudgedCandidates[], blockCount: number, samplingRateHz: number): Weights {
  const trust = new Float64Array(blockCount * leads.length).fill(1);
  leads.forEach(({ at, noise }, lead) => {
    let i = 0;
    for (let block = 0; block < blockCount; block++) {
      const inBlock: number[] = [];
      for (; i < at.length && at[i] < (block + 1) * BLOCK_S * samplingRateHz; i++) inBlock.push(noise[i]);
      trust[block * leads.length + lead] = Math.max(LEAST_TRUST, 1 - quantileOf(inBlock, 0.5) / SILENCING_NOISE);
    }
  });
  return { seen: trust.map((value) => FIRST_WEIGHTS.seen * value), unseen: trust.map((value) => FIRST_WEIGHTS.unseen * value) };
}

/** Logarithms of likelihood ratios, from how often each lead saw a beat at the beats and at the other candidates. */
function weighByAgreement(words: Float64Array, leadCount: number, beats: readonly number[], blockCount: number, blockOf: (i: number) => number): Weights {
  // By block and lead: seen and all at beats, seen and all elsewhere.
  const tallies = new Float64Array(4 * blockCount * leadCount);
  let next = 0;
  for (let i = 0; i * leadCount < words.length; i++) {
    const isBeat = beats[next] === i;
    if (isBeat) next += 1;
    for (let lead = 0; lead < leadCount; lead++) {
      const tally = 4 * (blockOf(i) * leadCount + lead) + (isBeat ? 0 : 2);
      const word = words[i * leadCount + lead];
      if (word > 0) tallies[tally] += 1;
      if (word !== 0) tallies[tally + 1] += 1;
    }
  }
  const weights = { seen: new Float64Array(blockCount * leadCount), unseen: new Float64Array(blockCount * leadCount) };
  for (let block = 0; block < blockCount; block++) {
    for (let lead = 0; lead < leadCount; lead++) {
      const sums = [0, 0, 0, 0];
      for (let b = Math.max(0, block - BLOCKS_AROUND); b <= Math.min(blockCount - 1, block + BLOCKS_AROUND); b++) {
        for (let k = 0; k < 4; k++) sums[k] += tallies[4 * (b * leadCount + lead) + k];
      }
      const seen = (sums[0] + PRIOR_COUNT * PRIOR_SEEN) / (sums[1] + PRIOR_COUNT);
      const falselySeen = (sums[2] + PRIOR_COUNT * PRIOR_FALSE) / (sums[3] + PRIOR_COUNT);
      weights.seen[block * leadCount + lead] = Math.min(MOST_SEEN, Math.max(0, Math.log(seen / falselySeen)));
      weights.unseen[block * leadCount + lead] = Math.min(MOST_UNSEEN, Math.max(0, Math.log((1 - falselySeen) / (1 - seen))));
    }
  }
  return weights;
}

/** Twice the beats seen, over those seen and those there are (F1), of one lead against the fused series. */
function agreementOf(words: Float64Array, leadCount: number, lead: number, beats: readonly number[]): number {
  let seen = 0;
  for (let k = lead; k < words.length; k += leadCount) if (words[k] > 0) seen += 1;
  const common = beats.reduce((sum, beat) => sum + (words[beat * leadCount + lead] > 0 ? 1 : 0), 0);
  return seen + beats.length === 0 ? 0 : (2 * common) / (seen + beats.length);
}
