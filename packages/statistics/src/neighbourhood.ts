/** How well labels part in a space of points: silhouette, and nearest neighbours from other groups. */
import { assertNumbers, assertSameLength, StatisticsError } from "./errors.ts";

/**
 * Mean silhouette width (Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7) with Euclidean distances; a point alone
 * in its class counts 0.
 *
 * @param points row-major [n × dimension].
 * @returns null with fewer than two labels, or as many labels as points.
 */
export function silhouette(points: ArrayLike<number>, dimension: number, labels: ArrayLike<number>): number | null {
  assertPoints(points, dimension, labels);
  const classes = [...new Set(Array.from(labels))];
  const n = labels.length;
  if (classes.length < 2 || classes.length === n) return null;
  const classOf = Array.from(labels, (label) => classes.indexOf(label));
  const sizes = classes.map((_, at) => classOf.filter((own) => own === at).length);
  const sums = new Float64Array(n * classes.length);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const distance = Math.sqrt(squaredDistance(points, dimension, i, j));
      sums[i * classes.length + classOf[j]] += distance;
      sums[j * classes.length + classOf[i]] += distance;
    }
  }
  let total = 0;
  for (let i = 0; i < n; i++) {
    const own = classOf[i];
    if (sizes[own] === 1) continue;
    const within = sums[i * classes.length + own] / (sizes[own] - 1);
    let nearest = Infinity;
    for (let other = 0; other < classes.length; other++) {
      if (other !== own) nearest = Math.min(nearest, sums[i * classes.length + other] / sizes[other]);
    }
    const larger = Math.max(within, nearest);
    // All points of both classes in one place: no class is nearer, which is 0.
    if (larger > 0) total += (nearest - within) / larger;
  }
  return total / n;
}

/**
 * Share of points whose label is that of the majority of their k nearest points from other groups (Euclidean). With
 * groups = records this is leave-one-record-out: beats of one strip do not vouch for each other. Of labels with
 * equal votes the one with the nearest point wins; with fewer than k points in other groups all of them vote.
 *
 * @returns null with fewer than two groups.
 */
export function leaveGroupOutKnnAccuracy(
  points: ArrayLike<number>,
  dimension: number,
  labels: ArrayLike<number>,
  groups: ArrayLike<number | string>,
  k: number,
): number | null {
  assertPoints(points, dimension, labels);
  assertSameLength(labels, groups, "labels, groups");
  if (!(Number.isInteger(k) && k >= 1)) {
    throw new StatisticsError("bad-option", "k", `${k} is not a count`, "Give a whole number of at least 1.");
  }
  if (new Set(Array.from(groups)).size < 2) return null;
  let correct = 0;
  for (let i = 0; i < labels.length; i++) {
    if (nearestLabel(points, dimension, labels, groups, k, i) === labels[i]) correct++;
  }
  return correct / labels.length;
}

function nearestLabel(
  points: ArrayLike<number>,
  dimension: number,
  labels: ArrayLike<number>,
  groups: ArrayLike<number | string>,
  k: number,
  i: number,
): number {
  // The k nearest so far, nearest first; k is small, so insertion is cheap.
  const nearest: { distance: number; label: number }[] = [];
  for (let j = 0; j < labels.length; j++) {
    if (groups[j] === groups[i]) continue;
    const distance = squaredDistance(points, dimension, i, j);
    if (nearest.length === k && distance >= nearest[k - 1].distance) continue;
    let at = nearest.length;
    while (at > 0 && nearest[at - 1].distance > distance) at--;
    nearest.splice(at, 0, { distance, label: labels[j] });
    if (nearest.length > k) nearest.pop();
  }
  const votes = new Map<number, number>();
  for (const { label } of nearest) votes.set(label, (votes.get(label) ?? 0) + 1);
  const most = Math.max(...votes.values());
  return nearest.find(({ label }) => votes.get(label) === most)!.label;
}

function squaredDistance(points: ArrayLike<number>, dimension: number, i: number, j: number): number {
  let sum = 0;
  for (let d = 0; d < dimension; d++) sum += (points[i * dimension + d] - points[j * dimension + d]) ** 2;
  return sum;
}

function assertPoints(points: ArrayLike<number>, dimension: number, labels: ArrayLike<number>): void {
  if (points.length !== labels.length * dimension) {
    throw new StatisticsError(
      "length-mismatch",
      "points, labels",
      `${points.length} coordinates are not ${labels.length} points of dimension ${dimension}`,
      "Give points row by row, one row per label.",
    );
  }
  assertNumbers(points, "points");
}
