/** (answers, classes) scores before the softmax, and the class of each answer. */
export interface ScoredAnswers {
  readonly classes: number;
  readonly logits: Float32Array;
  readonly truth: Int32Array;
}

const golden = (Math.sqrt(5) - 1) / 2;
/** Of the logarithm of the temperature: 1/50 to 50. */
const range = Math.log(50);
const rounds = 60;

/** softmax(logits / temperature), row by row. */
export function probabilitiesOf(
  logits: Float32Array,
  classes: number,
  temperature = 1,
): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let row = 0; row < logits.length; row += classes) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) highest = Math.max(highest, logits[row + k]!);
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const value = Math.exp((logits[row + k]! - highest) / temperature);
      probabilities[row + k] = value;
      sum += value;
    }
    for (let k = 0; k < classes; k++) probabilities[row + k]! /= sum;
  }
  return probabilities;
}

/**
 * The temperature that makes the answers' cross-entropy lowest (Guo et al. 2017): a search by golden
 * section over its logarithm, in which the cross-entropy has one valley.
 */
export function fitTemperature({ classes, logits, truth }: ScoredAnswers): number {
  const nats = (log: number) => crossEntropy(logits, truth, classes, Math.exp(log));
  let [low, high] = [-range, range];
  for (let round = 0; round < rounds; round++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (nats(a) < nats(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}

function crossEntropy(
  logits: Float32Array,
  truth: Int32Array,
  classes: number,
  temperature: number,
): number {
  let total = 0;
  truth.forEach((actual, answer) => {
    const row = answer * classes;
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) highest = Math.max(highest, logits[row + k]!);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += Math.exp((logits[row + k]! - highest) / temperature);
    total += Math.log(sum) - (logits[row + actual]! - highest) / temperature;
  });
  return total / Math.max(1, truth.length);
}
