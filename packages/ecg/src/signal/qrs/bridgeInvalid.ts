/**
 * The samples with NaN bridged by a straight line, held level at the ends (zeros for a lead of NaN alone), as the signal
 * functions want them. Without NaN it is the array itself, not a copy.
 */
export function bridgeInvalid<Samples extends Float32Array | Float64Array>(samples: Samples): Samples {
  let first = 0;
  while (first < samples.length && !Number.isNaN(samples[first])) first += 1;
  if (first === samples.length) return samples;
  const bridged = samples.slice() as Samples;
  for (let from = first; from < bridged.length; from++) {
    if (!Number.isNaN(bridged[from])) continue;
    let to = from;
    while (to < bridged.length && Number.isNaN(bridged[to])) to += 1;
    const after = to < bridged.length ? bridged[to] : from > 0 ? bridged[from - 1] : 0;
    const before = from > 0 ? bridged[from - 1] : after;
    for (let n = from; n < to; n++) bridged[n] = before + ((after - before) * (n - from + 1)) / (to - from + 1);
    from = to - 1;
  }
  return bridged;
}
