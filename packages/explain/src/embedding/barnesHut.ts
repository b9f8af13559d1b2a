/**
 * Barnes–Hut approximation of the t-SNE repulsion (van der Maaten 2014, JMLR 15:3221): a far cell of the quadtree acts
 * through its centre of mass. The tree lives in flat arrays in depth-first order; each node names the node
 * that follows its subtree, so a walk needs no stack, and points are stored in tree order, so that a leaf is a run.
 */
import type { Repulsion } from "./repulsion.ts";

/** Points at which a cell is no longer divided (Kalium's choice, measured: fewer nodes beat fewer pairs). */
const LEAF_CAPACITY = 6;
/** A cell this deep holds points that coincide for all purposes and stays one leaf. */
const MAXIMUM_DEPTH = 40;

interface Quadtree {
  nodeCount: number;
  /** Centre of mass and number of points. */
  readonly massX: Float64Array;
  readonly massY: Float64Array;
  readonly mass: Float64Array;
  /** Squared side of the cell over θ²: the cell is far when the squared distance exceeds it. */
  readonly reach: Float64Array;
  /** Node after the subtree. */
  readonly skip: Int32Array;
  /** First point and end of a leaf's run in tree order; end 0 marks an inner node. */
  readonly leafStart: Int32Array;
  readonly leafEnd: Int32Array;
}

/**
 * Makes a repulsion for `pointCount` points.
 * @param theta a cell is taken as one when side/distance < theta; 0 is exact, 0.5 the usual choice
 */
export function barnesHutRepulsion(pointCount: number, theta: number): Repulsion {
  const order = new Int32Array(pointCount);
  const scratch = new Int32Array(pointCount);
  const sorted = new Float64Array(2 * pointCount);
  // Coincident points can open chains of single-child cells, so the arrays grow on demand.
  let tree = allocateTree(Math.max(64, pointCount));

  return (positions, forces) => {
    const root = boundingSquare(positions, pointCount);
    for (let point = 0; point < pointCount; point++) order[point] = point;
    tree.nodeCount = 0;
    divide(0, pointCount, root.centreX, root.centreY, root.half, 0);
    for (let place = 0; place < pointCount; place++) {
      sorted[2 * place] = positions[2 * order[place]];
      sorted[2 * place + 1] = positions[2 * order[place] + 1];
    }
    let sum = 0;
    for (let place = 0; place < pointCount; place++) {
      sum += walk(tree, sorted, place, forces, order[place]);
    }
    return sum;

    function divide(start: number, end: number, centreX: number, centreY: number, half: number, depth: number): void {
      if (tree.nodeCount === tree.skip.length) tree = enlarge(tree);
      const node = tree.nodeCount++;
      let x = 0;
      let y = 0;
      for (let place = start; place < end; place++) {
        x += positions[2 * order[place]];
        y += positions[2 * order[place] + 1];
      }
      const count = end - start;
      tree.massX[node] = x / count;
      tree.massY[node] = y / count;
      tree.mass[node] = count;
      tree.reach[node] = theta > 0 ? (2 * half) ** 2 / theta ** 2 : Infinity;
      if (count <= LEAF_CAPACITY || depth === MAXIMUM_DEPTH) {
        tree.leafStart[node] = start;
        tree.leafEnd[node] = end;
      } else {
        tree.leafEnd[node] = 0;
        const middle = partition(1, start, end, centreY);
        const quarter = half / 2;
        for (const [from, to, cellY] of [[start, middle, centreY - quarter], [middle, end, centreY + quarter]] as const) {
          const split = partition(0, from, to, centreX);
          if (split > from) divide(from, split, centreX - quarter, cellY, quarter, depth + 1);
          if (to > split) divide(split, to, centreX + quarter, cellY, quarter, depth + 1);
        }
      }
      tree.skip[node] = tree.nodeCount;
    }

    /** Stable split of a run of `order` at a coordinate; returns the start of the upper part. */
    function partition(axis: 0 | 1, start: number, end: number, threshold: number): number {
      let lower = start;
      let upperCount = 0;
      for (let place = start; place < end; place++) {
        const point = order[place];
        if (positions[2 * point + axis] < threshold) order[lower++] = point;
        else scratch[upperCount++] = point;
      }
      for (let index = 0; index < upperCount; index++) order[lower + index] = scratch[index];
      return lower;
    }
  };
}

/** Adds up the forces on the point at `place` of the tree order, writes them, and returns its part of Z. */
function walk(tree: Quadtree, sorted: Float64Array, place: number, forces: Float64Array, point: number): number {
  const { massX, massY, mass, reach, skip, leafStart, leafEnd, nodeCount } = tree;
  const x = sorted[2 * place];
  const y = sorted[2 * place + 1];
  let sum = 0;
  let forceX = 0;
  let forceY = 0;
  let node = 0;
  while (node < nodeCount) {
    const dx = x - massX[node];
    const dy = y - massY[node];
    const squaredDistance = dx * dx + dy * dy;
    if (squaredDistance > reach[node]) {
      const kernel = 1 / (1 + squaredDistance);
      const weight = mass[node] * kernel;
      sum += weight;
      forceX += weight * kernel * dx;
      forceY += weight * kernel * dy;
      node = skip[node];
      continue;
    }
    for (let other = leafStart[node], end = leafEnd[node]; other < end; other++) {
      if (other === place) continue;
      const apartX = x - sorted[2 * other];
      const apartY = y - sorted[2 * other + 1];
      const kernel = 1 / (1 + apartX * apartX + apartY * apartY);
      sum += kernel;
      forceX += kernel * kernel * apartX;
      forceY += kernel * kernel * apartY;
    }
    node++;
  }
  forces[2 * point] = forceX;
  forces[2 * point + 1] = forceY;
  return sum;
}

function boundingSquare(positions: Float64Array, pointCount: number): { centreX: number; centreY: number; half: number } {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let point = 0; point < pointCount; point++) {
    const x = positions[2 * point];
    const y = positions[2 * point + 1];
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < bottom) bottom = y;
    if (y > top) top = y;
  }
  return { centreX: (left + right) / 2, centreY: (bottom + top) / 2, half: Math.max(right - left, top - bottom) / 2 };
}

function allocateTree(capacity: number): Quadtree {
  return {
    nodeCount: 0,
    massX: new Float64Array(capacity),
    massY: new Float64Array(capacity),
    mass: new Float64Array(capacity),
    reach: new Float64Array(capacity),
    skip: new Int32Array(capacity),
    leafStart: new Int32Array(capacity),
    leafEnd: new Int32Array(capacity),
  };
}

function enlarge(tree: Quadtree): Quadtree {
  const larger = allocateTree(tree.skip.length * 2);
  for (const key of ["massX", "massY", "mass", "reach"] as const) larger[key].set(tree[key]);
  for (const key of ["skip", "leafStart", "leafEnd"] as const) larger[key].set(tree[key]);
  larger.nodeCount = tree.nodeCount;
  return larger;
}
