import { keyCount } from '../../datasets/index.ts';
import type { Excerpt } from './plan.ts';

/** Excerpts side by side, in freshly made arrays: tensors may take them over. */
export interface RollBatch {
  readonly time: number;
  readonly size: number;
  /** (time, size, keys): what sounded a step before; silence at a piece's beginning. */
  readonly input: Float32Array;
  /** Steps of each. */
  readonly lengths: Int32Array;
  /** (frames, keys): what sounds at each step of each excerpt, in the order of `places`. */
  readonly targets: Float32Array;
  /** Places of the frames in (time * size): excerpt after excerpt. */
  readonly places: Int32Array;
}

/** @param shifts semitones by which each excerpt is moved; none where it is left out */
export function layExcerpts(excerpts: readonly Excerpt[], shifts?: readonly number[]): RollBatch {
  const size = excerpts.length;
  const lengths = Int32Array.from(excerpts, ({ steps }) => steps);
  const time = lengths.reduce((a, b) => Math.max(a, b), 1);
  const frames = lengths.reduce((a, b) => a + b, 0);
  const input = new Float32Array(time * size * keyCount);
  const targets = new Float32Array(frames * keyCount);
  const places = new Int32Array(frames);
  let frame = 0;
  excerpts.forEach(({ piece, from, steps }, place) => {
    const shift = shifts?.[place] ?? 0;
    for (let step = 0; step < steps; step++, frame++) {
      places[frame] = step * size + place;
      copyFrame(piece.sounding, from + step, shift, targets, frame);
      if (from + step > 0)
        copyFrame(piece.sounding, from + step - 1, shift, input, step * size + place);
    }
  });
  return { time, size, input, lengths, targets, places };
}

function copyFrame(
  sounding: Uint8Array,
  step: number,
  shift: number,
  into: Float32Array,
  row: number,
): void {
  for (let key = 0; key < keyCount; key++) {
    if (sounding[step * keyCount + key] === 1) into[row * keyCount + key + shift] = 1;
  }
}

/** Lowest and highest key that sounds in an excerpt; null where it is silent. */
export function rangeOf({ piece, from, steps }: Excerpt): [number, number] | null {
  let [low, high] = [keyCount, -1];
  for (let at = from * keyCount; at < (from + steps) * keyCount; at++) {
    if (piece.sounding[at] === 0) continue;
    const key = at % keyCount;
    low = Math.min(low, key);
    high = Math.max(high, key);
  }
  return high < 0 ? null : [low, high];
}
