/** One standard normal number from two uniform ones (Box and Muller 1958, doi:10.1214/aoms/1177706645). */
export function gaussian(random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}
