/** What a sign on the ECG is worth where a share of people has high potassium. */

/** Share with some sign of high potassium among people at 6.0 mmol/L or more, and at normal potassium (Varga 2019, doi:10.1186/s12873-019-0247-0). */
export const SIGN_IF_HIGH = 0.46;
export const SIGN_IF_NORMAL = 0.24;

/** Share with high potassium among those with a sign; `share` 0 … 1 of all people have it. */
export function highAmongThoseWithSign(share: number): number {
  return (share * SIGN_IF_HIGH) / (share * SIGN_IF_HIGH + (1 - share) * SIGN_IF_NORMAL);
}

/** The same among those without one. */
export function highAmongThoseWithoutSign(share: number): number {
  return (share * (1 - SIGN_IF_HIGH)) / (share * (1 - SIGN_IF_HIGH) + (1 - share) * (1 - SIGN_IF_NORMAL));
}
