/** A function's value; writes its gradient into `gradient`. Infinite where it is not defined. */
export type Differentiable = (point: Float64Array, gradient: Float64Array) => number;

export interface MinimizeOptions {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly iterations: number;
  /** Ends when no coordinate of the projected gradient exceeds this. */
  readonly tolerance: number;
}

interface Step {
  readonly moved: Float64Array;
  readonly turned: Float64Array;
  readonly curvature: number;
}

const memory = 8;

/**
 * A local minimum within a box: L-BFGS directions (Nocedal and Wright 2006, algorithm 7.4) over the
 * coordinates that are not held at a bound, projected backtracking along them.
 */
export function minimize(
  target: Differentiable,
  start: ArrayLike<number>,
  { low, high, iterations, tolerance }: MinimizeOptions,
): { readonly point: Float64Array; readonly value: number } {
  const inBox = (x: number, i: number): number => Math.min(Math.max(x, low[i]!), high[i]!);
  let point = Float64Array.from(start, inBox);
  let gradient = new Float64Array(point.length);
  let value = target(point, gradient);
  const steps: Step[] = [];
  for (let iteration = 0; iteration < iterations && Number.isFinite(value); iteration++) {
    const isHeld = (i: number): boolean =>
      (point[i]! <= low[i]! && gradient[i]! > 0) || (point[i]! >= high[i]! && gradient[i]! < 0);
    const free = gradient.map((slope, i) => (isHeld(i) ? 0 : slope));
    if (free.every((slope) => Math.abs(slope) <= tolerance)) break;
    const direction = descent(free, steps).map((d, i) => (isHeld(i) ? 0 : d));
    const slope = dot(direction, free);
    const along = slope < 0 ? direction : free.map((d) => -d);
    const next = backtrack(target, { point, value, gradient: free }, along, inBox);
    if (next === undefined) {
      if (steps.length === 0) break;
      // A stale memory can point uphill: once more by the gradient alone.
      steps.length = 0;
      continue;
    }
    const moved = next.point.map((x, i) => x - point[i]!);
    const turned = next.gradient.map((x, i) => x - gradient[i]!);
    const curvature = dot(moved, turned);
    if (curvature > 1e-12 * dot(turned, turned)) steps.push({ moved, turned, curvature });
    if (steps.length > memory) steps.shift();
    const gained = value - next.value;
    ({ point, value, gradient } = next);
    if (gained <= 1e-10 * (1 + Math.abs(value))) break;
  }
  return { point, value };
}

interface Place {
  readonly point: Float64Array<ArrayBuffer>;
  readonly value: number;
  readonly gradient: Float64Array<ArrayBuffer>;
}

function backtrack(
  target: Differentiable,
  from: Place,
  along: Float64Array,
  inBox: (x: number, i: number) => number,
): Place | undefined {
  const longest = along.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  let length = Math.min(1, 2 / longest);
  for (let i = 0; i < 25; i++, length *= 0.4) {
    const point = from.point.map((x, k) => inBox(x + length * along[k]!, k));
    const gradient = new Float64Array(point.length);
    const value = target(point, gradient);
    let promised = 0;
    for (let k = 0; k < point.length; k++)
      promised += from.gradient[k]! * (point[k]! - from.point[k]!);
    if (promised < 0 && value <= from.value + 1e-4 * promised) return { point, value, gradient };
  }
  return undefined;
}

/** The two-loop recursion. */
function descent(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const shares: number[] = [];
  for (const { moved, turned, curvature } of steps.toReversed()) {
    const share = dot(moved, direction) / curvature;
    shares.unshift(share);
    for (let i = 0; i < direction.length; i++) direction[i]! -= share * turned[i]!;
  }
  const last = steps.at(-1);
  if (last !== undefined) {
    const scale = last.curvature / dot(last.turned, last.turned);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (const [index, { moved, turned, curvature }] of steps.entries()) {
    const share = shares[index]! - dot(turned, direction) / curvature;
    for (let i = 0; i < direction.length; i++) direction[i]! += share * moved[i]!;
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
