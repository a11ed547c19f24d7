import type { PolyphonySample } from '../../contract/index.ts';
import { keyCount, lowestPitch, notesOf } from '../../datasets/index.ts';
import type { Split } from '../task.ts';
import type { PieceScore } from './frame-scores.ts';
import type { PlannedPiece } from './plan.ts';

const shownPieces = 4;
const shownSteps = 128;
/** Less likely keys are not drawn. */
const leastShown = 0.05;

/** A piece with what was told of it. */
export interface ToldPiece {
  readonly piece: PlannedPiece;
  readonly score: PieceScore;
  /** (steps, keys) before the sigmoid. */
  readonly scores: Float32Array;
}

/** The pieces that were told worst, worst first, each from its beginning. */
export function polyphonySample(
  part: Split,
  step: number,
  told: readonly ToldPiece[],
): PolyphonySample {
  const nllOf = ({ score }: ToldPiece) => score.nats / Math.max(1, score.frames);
  const worst = [...told].sort(
    (a, b) => nllOf(b) - nllOf(a) || (a.piece.name < b.piece.name ? -1 : 1),
  );
  return {
    kind: 'polyphony',
    part,
    step,
    pieces: worst.slice(0, shownPieces).map((one) => {
      const steps = Math.min(shownSteps, one.piece.steps);
      return {
        roll: {
          name: one.piece.name,
          steps,
          notes: notesOf(one.piece, 0, steps),
          secondsPerStep: one.piece.secondsPerStep,
        },
        nll: nllOf(one),
        likely: likelyKeys(one.scores, steps),
      };
    }),
  };
}

function likelyKeys(scores: Float32Array, steps: number): [number, number, number][] {
  const likely: [number, number, number][] = [];
  for (let at = 0; at < steps * keyCount; at++) {
    const probability = 1 / (1 + Math.exp(-scores[at]!));
    if (probability < leastShown) continue;
    const rounded = Math.round(100 * probability) / 100;
    likely.push([lowestPitch + (at % keyCount), Math.floor(at / keyCount), rounded]);
  }
  return likely;
}
