import type { MetricValues } from '../../contract/index.ts';
import { keyCount } from '../../datasets/index.ts';
import type { PlannedPiece } from './plan.ts';

/** What was told of one piece. */
export interface PieceScore {
  /** Nats over all frames. */
  readonly nats: number;
  /** Of the first frame, before which nothing is known. */
  readonly firstNats: number;
  readonly frames: number;
  /** Keys told to sound that do; that do not; and that sound without being told. */
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
}

/**
 * @param scores (steps, keys) before the sigmoid
 * @param from frame of `scores` that the piece begins at
 */
export function scorePiece(piece: PlannedPiece, scores: Float32Array, from = 0): PieceScore {
  let [nats, firstNats, right, wrong, missed] = [0, 0, 0, 0, 0];
  for (let at = 0; at < piece.steps * keyCount; at++) {
    const score = scores[from * keyCount + at]!;
    const sounds = piece.sounding[at] === 1;
    nats += softplus(score) - (sounds ? score : 0);
    if (at === keyCount - 1) firstNats = nats;
    if (score >= 0) sounds ? right++ : wrong++;
    else if (sounds) missed++;
  }
  return { nats, firstNats, frames: piece.steps, right, wrong, missed };
}

function softplus(score: number): number {
  return Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score)));
}

/**
 * Of all frames together: `nll` nats a frame over all frames (Boulanger-Lewandowski et al. 2012);
 * `nll_continued` the same without the first of each piece, as programs measure that foretell from a
 * given frame; `frame_accuracy` right / (right + wrong + missed) (Bay et al. 2009), `note_f1`
 * 2 right / (2 right + wrong + missed).
 */
export function frameMetrics(scores: readonly PieceScore[]): MetricValues {
  const sum = (of: (score: PieceScore) => number) =>
    scores.reduce((total, score) => total + of(score), 0);
  const [nats, firstNats, frames] = [
    sum((one) => one.nats),
    sum((one) => one.firstNats),
    sum((one) => one.frames),
  ];
  const [right, off] = [sum((one) => one.right), sum((one) => one.wrong + one.missed)];
  const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole);
  return {
    nll: nats / Math.max(1, frames),
    nll_continued: (nats - firstNats) / Math.max(1, frames - scores.length),
    frame_accuracy: share(right, right + off),
    note_f1: share(2 * right, 2 * right + off),
  };
}
