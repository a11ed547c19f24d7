/**
 * Connectionist temporal classification (Graves et al. 2006, section 4), one utterance: sums over
 * all paths that give the labels once repeats are merged and blanks removed, by the forward and
 * backward recursions on logarithms. The readable form: it runs everywhere, and TensorFlow's
 * operation is compared with it.
 *
 * @param scores (time, classes): unnormalised, the last class is the blank
 * @param labels each below classes - 1
 * @param slope (time, classes): filled with the derivative of the loss by the scores,
 *   softmax - share of the paths through each class; zeros where the loss is infinite
 * @returns -log p(labels | scores) in nats; infinite where there are fewer steps than labels need
 */
export function ctcForwardBackward(
  scores: Float32Array,
  { time, classes }: { readonly time: number; readonly classes: number },
  labels: readonly number[],
  slope: Float32Array,
): number {
  const blank = classes - 1;
  // Blanks around and between the labels: states a path walks through from left to right.
  const states = [blank, ...labels.flatMap((label) => [label, blank])];
  const logits = logSoftmaxRows(scores, time, classes);
  const forward = forwardSums(logits, { time, classes, states });
  const backward = backwardSums(logits, { time, classes, states });
  const last = states.length - 1;
  const end = (time - 1) * states.length;
  const total =
    time === 0
      ? minusInfinity
      : logAdd(forward[end + last]!, last > 0 ? forward[end + last - 1]! : minusInfinity);
  slope.fill(0);
  if (total === minusInfinity) return time === 0 && labels.length === 0 ? 0 : Infinity;
  for (let t = 0; t < time; t++) {
    const shares = new Float64Array(classes).fill(minusInfinity);
    states.forEach((label, s) => {
      // Both sums hold the score of this step: it is taken out once.
      const at = t * states.length + s;
      const path = forward[at]! + backward[at]! - logits[t * classes + label]!;
      shares[label] = logAdd(shares[label]!, path);
    });
    for (let k = 0; k < classes; k++) {
      slope[t * classes + k] = Math.exp(logits[t * classes + k]!) - Math.exp(shares[k]! - total);
    }
  }
  return -total;
}

const minusInfinity = Number.NEGATIVE_INFINITY;

interface Lattice {
  readonly time: number;
  readonly classes: number;
  readonly states: readonly number[];
}

/** log of the sum over all beginnings of paths that are in state s after step t: (time, states). */
function forwardSums(logits: Float64Array, { time, classes, states }: Lattice): Float64Array {
  const count = states.length;
  const sums = new Float64Array(time * count).fill(minusInfinity);
  for (let t = 0; t < time; t++) {
    for (let s = 0; s < count; s++) {
      let before = t === 0 && s <= 1 ? 0 : minusInfinity;
      if (t > 0) {
        const row = (t - 1) * count;
        before = sums[row + s]!;
        if (s > 0) before = logAdd(before, sums[row + s - 1]!);
        if (canSkip(states, s)) before = logAdd(before, sums[row + s - 2]!);
      }
      sums[t * count + s] = before + logits[t * classes + states[s]!]!;
    }
  }
  return sums;
}

/** The same of all ends of paths, from state s at step t on: (time, states). */
function backwardSums(logits: Float64Array, { time, classes, states }: Lattice): Float64Array {
  const count = states.length;
  const sums = new Float64Array(time * count).fill(minusInfinity);
  for (let t = time - 1; t >= 0; t--) {
    for (let s = count - 1; s >= 0; s--) {
      let after = t === time - 1 && s >= count - 2 ? 0 : minusInfinity;
      if (t < time - 1) {
        const row = (t + 1) * count;
        after = sums[row + s]!;
        if (s + 1 < count) after = logAdd(after, sums[row + s + 1]!);
        if (s + 2 < count && canSkip(states, s + 2)) after = logAdd(after, sums[row + s + 2]!);
      }
      sums[t * count + s] = after + logits[t * classes + states[s]!]!;
    }
  }
  return sums;
}

/** A blank may be left out between different labels, not between equal ones. */
function canSkip(states: readonly number[], s: number): boolean {
  return s >= 2 && states[s] !== states[0] && states[s] !== states[s - 2];
}

function logSoftmaxRows(scores: Float32Array, time: number, classes: number): Float64Array {
  const result = new Float64Array(time * classes);
  for (let t = 0; t < time; t++) {
    const row = scores.subarray(t * classes, (t + 1) * classes);
    const highest = row.reduce((a, b) => Math.max(a, b), minusInfinity);
    const sum = row.reduce((total, score) => total + Math.exp(score - highest), 0);
    const norm = highest + Math.log(sum);
    row.forEach((score, k) => {
      result[t * classes + k] = score - norm;
    });
  }
  return result;
}

/** log(exp a + exp b) */
export function logAdd(a: number, b: number): number {
  if (a === minusInfinity) return b;
  if (b === minusInfinity) return a;
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b));
}
