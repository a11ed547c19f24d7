import type { Diagnosis } from '../../contract/index.ts';
import type { SplitName } from '../splits.ts';

/** A sequence of numbers and what it is. */
export interface LabelledSequence {
  /** For people: `row 12`, `test 3`. Unique in its set. */
  readonly name: string;
  readonly steps: number;
  /** (steps, channels), step by step; NaN is a missing value. */
  readonly values: Float32Array;
  /** A class, a number, or empty where nothing says it. */
  readonly label: string;
  /** One label for each step, empty where a step has none; only where steps are labelled. */
  readonly stepLabels?: readonly string[];
  /** Part that the data itself assigns, or null. */
  readonly part: SplitName | null;
}

/** Size of the pictures that sequences are. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** What a label is: one class or one number for a sequence, or a class for each step. */
export type TargetKind = 'class' | 'number' | 'steps';

/** A set of sequences as a file holds it. */
export interface LabelledSequences {
  /** How they are kept: `idx`, `ts`, `ucr`, `long-table`, `generated`. */
  readonly layout: string;
  /** Names of the channels; an image has one step and as many channels as pixels. */
  readonly channels: readonly string[];
  readonly image: ImageSize | null;
  readonly target: TargetKind;
  readonly sequences: readonly LabelledSequence[];
  readonly diagnoses: readonly Diagnosis[];
}

export function channelNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `x${index}`);
}

/** Whether labels can only be numbers: some are no whole ones, or there are far too many. */
export function areNumbers(labels: readonly string[]): boolean {
  const known = labels.filter((label) => label !== '');
  if (known.length === 0 || !known.every(isNumber)) return false;
  const distinct = new Set(known).size;
  const whole = known.every((label) => Number.isInteger(Number(label)));
  return whole ? distinct > 100 && distinct > known.length / 5 : distinct > known.length / 10;
}

export function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

/** `3.0` and `3` are one class. */
export function tidyLabel(label: string): string {
  const trimmed = label.trim();
  return /^[+-]?\d+\.0+$/.test(trimmed) ? String(Number(trimmed)) : trimmed;
}
