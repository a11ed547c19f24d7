import type { MetricValues, ReliabilityBin } from '../../contract/index.ts';

/** Probabilities of answers and the truth. */
export interface ClassAnswers {
  readonly classes: number;
  /** (answers, classes) */
  readonly probabilities: Float32Array;
  /** Class of each answer. */
  readonly truth: Int32Array;
}

/** Bins of confidence, as Guo et al. (2017) have them. */
export const reliabilityBins = 15;
/** A probability of 0 would be an endless loss. */
const leastProbability = 1e-12;

export function predictedClass({ classes, probabilities }: ClassAnswers, answer: number): number {
  let best = 0;
  for (let k = 1; k < classes; k++) {
    if (probabilities[answer * classes + k]! > probabilities[answer * classes + best]!) best = k;
  }
  return best;
}

/** Rows are the truth, columns the answers. */
export function confusionMatrix(answers: ClassAnswers): number[][] {
  const { classes, truth } = answers;
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  truth.forEach((actual, answer) => {
    matrix[actual]![predictedClass(answers, answer)]! += 1;
  });
  return matrix;
}

/** Of one class; 0 where nothing was answered (or is) so, as scikit-learn's `zero_division=0`. */
export interface ClassScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** How many there are. */
  readonly support: number;
}

export function classScores(matrix: readonly (readonly number[])[]): ClassScore[] {
  return matrix.map((row, index) => {
    const right = row[index]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    const answered = matrix.reduce((sum, other) => sum + other[index]!, 0);
    const precision = answered === 0 ? 0 : right / answered;
    const recall = support === 0 ? 0 : right / support;
    const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    return { precision, recall, f1, support };
  });
}

/** How sure the network was and how often it was right, over equal bins of confidence. */
export function reliability(answers: ClassAnswers): ReliabilityBin[] {
  const bins = Array.from({ length: reliabilityBins }, () => ({
    count: 0,
    confidence: 0,
    right: 0,
  }));
  answers.truth.forEach((actual, answer) => {
    const predicted = predictedClass(answers, answer);
    const confidence = answers.probabilities[answer * answers.classes + predicted]!;
    // Bins are open below and closed above, as in the paper.
    const place = Math.ceil(confidence * reliabilityBins) - 1;
    const bin = bins[Math.max(0, Math.min(reliabilityBins - 1, place))]!;
    bin.count += 1;
    bin.confidence += confidence;
    bin.right += predicted === actual ? 1 : 0;
  });
  return bins.map(({ count, confidence, right }) => ({
    count,
    confidence: count === 0 ? 0 : confidence / count,
    accuracy: count === 0 ? 0 : right / count,
  }));
}

/** Expected calibration error: mean distance of confidence and accuracy, weighted by the bins. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const sum = bins.reduce(
    (all, { count, confidence, accuracy }) => all + count * Math.abs(confidence - accuracy),
    0,
  );
  return total === 0 ? 0 : sum / total;
}

/**
 * `loss` (cross-entropy, nats), `accuracy`, `balanced_accuracy` (mean recall of the classes that
 * occur), `macro_f1` (mean of the classes that occur or are answered) and `ece`.
 */
export function classMetrics(answers: ClassAnswers): MetricValues {
  const { classes, probabilities, truth } = answers;
  const matrix = confusionMatrix(answers);
  const scores = classScores(matrix);
  const right = matrix.reduce((sum, row, index) => sum + row[index]!, 0);
  const present = scores.filter(({ support }) => support > 0);
  const answered = scores.filter(
    ({ support }, index) => support > 0 || matrix.some((row) => row[index]! > 0),
  );
  let nats = 0;
  truth.forEach((actual, answer) => {
    nats -= Math.log(Math.max(leastProbability, probabilities[answer * classes + actual]!));
  });
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return {
    loss: nats / truth.length,
    accuracy: right / truth.length,
    balanced_accuracy: mean(present.map(({ recall }) => recall)),
    macro_f1: mean(answered.map(({ f1 }) => f1)),
    ece: calibrationError(reliability(answers)),
  };
}
