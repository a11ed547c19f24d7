import type { Diagnosis } from '../../contract/index.ts';
import type { SplitName } from '../splits.ts';

/** A note that sounds, in quarters from the beginning of its piece. */
export interface MusicNote {
  /** MIDI number: 60 is the middle C. */
  readonly pitch: number;
  readonly start: number;
  readonly end: number;
}

/** What a piece consists of: sets of pitches on a grid of its own, or notes at any time. */
export type PieceContent =
  | { readonly kind: 'steps'; readonly steps: readonly (readonly number[])[] }
  | { readonly kind: 'notes'; readonly notes: readonly MusicNote[] };

export interface Piece {
  /** Unique within its data set. */
  readonly name: string;
  readonly part: SplitName | null;
  readonly content: PieceContent;
  /** Quarters a minute, the mean over the piece; null where nothing tells it. */
  readonly tempo: number | null;
}

/** Pieces for several voices, in file order. */
export interface Music {
  readonly layout: 'piano-roll' | 'midi';
  readonly pieces: readonly Piece[];
  readonly diagnoses: readonly Diagnosis[];
}
