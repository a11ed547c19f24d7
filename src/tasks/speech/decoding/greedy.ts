/** Scores of one utterance: (time, classes), natural logarithms of probabilities, blank last. */
export interface LabelScores {
  readonly time: number;
  readonly classes: number;
  readonly values: Float32Array;
}

/** The likeliest class of every step, repeats merged and blanks removed. */
export function decodeGreedily({ time, classes, values }: LabelScores): number[] {
  const blank = classes - 1;
  const labels: number[] = [];
  let previous = blank;
  for (let step = 0; step < time; step++) {
    let best = 0;
    for (let label = 1; label < classes; label++) {
      if (values[step * classes + label]! > values[step * classes + best]!) best = label;
    }
    if (best !== previous && best !== blank) labels.push(best);
    previous = best;
  }
  return labels;
}
