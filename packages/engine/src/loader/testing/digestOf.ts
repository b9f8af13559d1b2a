/** A number that differs when any row or their order does. */
export function digestOf(inputs: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < inputs.length; at++) sum = (sum * 31 + inputs[at]) % 1_000_003;
  return sum;
}
