/** A folder could not be scored; the message is for the person who named it. The process ends with code 1. */
export class ScoreFailed extends Error {
  override readonly name = "ScoreFailed";
}
