import { noLabel } from './labels.ts';
import type { Example } from './plan.ts';

/** Sequences side by side, in freshly made arrays: tensors may take them over. */
export interface SequenceBatch {
  readonly time: number;
  readonly size: number;
  /** (time, size, width) numbers or (time, size) tokens; zeros after a sequence's end. */
  readonly input: Float32Array;
  /** Steps of each. */
  readonly lengths: Int32Array;
  /** What the network shall say, in the order of `places` where steps are labelled, else of the batch. */
  readonly targets: Float32Array;
  /** Places in (time * size) that are labelled; null where whole sequences are. */
  readonly places: Int32Array | null;
}

/**
 * @param width numbers at a step; 1 for tokens
 * @param bySteps whether each step has a label of its own
 */
export function layExamples(
  examples: readonly Example[],
  width: number,
  bySteps: boolean,
): SequenceBatch {
  const lengths = Int32Array.from(examples, ({ steps }) => steps);
  const time = lengths.reduce((a, b) => Math.max(a, b), 1);
  const size = examples.length;
  const input = new Float32Array(time * size * width);
  examples.forEach((example, place) => {
    for (let step = 0; step < example.steps; step++) {
      const values = example.input.subarray(step * width, (step + 1) * width);
      input.set(values, (step * size + place) * width);
    }
  });
  if (!bySteps) {
    const targets = Float32Array.from(examples, (example) => example.targets[0]!);
    return { time, size, input, lengths, targets, places: null };
  }
  const places: number[] = [];
  const targets: number[] = [];
  examples.forEach((example, place) => {
    example.targets.forEach((target, step) => {
      if (target === noLabel) return;
      places.push(step * size + place);
      targets.push(target);
    });
  });
  const labelled = { targets: Float32Array.from(targets), places: Int32Array.from(places) };
  return { time, size, input, lengths, ...labelled };
}
