import type { ShownInput } from '../../contract/index.ts';
import type { ImageSize, TargetKind } from '../../datasets/index.ts';
import type { SplitName } from '../../datasets/splits.ts';

/** What a sequence is before anything is fitted: numbers at steps, or a text. */
export type RawInput =
  | { readonly kind: 'numbers'; readonly steps: number; readonly values: Float32Array }
  | { readonly kind: 'text'; readonly text: string };

export interface RawExample {
  readonly name: string;
  readonly input: RawInput;
  /** A class, a number, or empty where nothing says it. */
  readonly label: string;
  /** One for each step, empty where a step has none; only where steps are labelled. */
  readonly stepLabels?: readonly string[];
  readonly part: SplitName | null;
  /** As a person looks at it. */
  readonly shown: () => ShownInput;
}

/** All sequences of a data set, in an order that depends on nothing but the data. */
export interface RawExamples {
  readonly kind: 'numbers' | 'text';
  /** Numbers at a step; 0 for texts. */
  readonly width: number;
  readonly target: TargetKind;
  readonly examples: readonly RawExample[];
  /** What cannot be read, in words; empty where nothing was left out. */
  readonly leftOut: string;
}

/** How one value follows another in a picture; see the setting `image_order`. */
export type ImageOrder = 'rows' | 'columns' | 'pixels' | 'permuted';

export type { ImageSize };
