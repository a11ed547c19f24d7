import type { Diagnosis } from '../../contract/index.ts';
import type { SplitName } from '../splits.ts';

/** Consecutive pairs that the data itself assigns to a part. */
export interface AssignedPart {
  /** Null where the data leaves the choice to Unroll. */
  readonly split: SplitName | null;
  readonly start: number;
  readonly end: number;
}

/** Sentences and their translations, as a format reads them. */
export interface ParallelText {
  /**
   * Names of the languages or sides that can be read, the usual source first: `en`, `fr`; `src`,
   * `tgt`; `left`, `right` where nothing names them.
   */
  readonly sides: readonly string[];
  /** Which of them were read. */
  readonly source: string;
  readonly target: string;
  /** In the order of the file, as written there; both lists have the same length. */
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  /** Cover all pairs in order. */
  readonly parts: readonly AssignedPart[];
  readonly encoding: string;
  /** What the format itself found wrong. */
  readonly diagnoses: readonly Diagnosis[];
}

/** Which languages to read; null takes the data's own order. */
export interface WantedSides {
  readonly source: string | null;
  readonly target: string | null;
}

/** Gathers pairs of unassigned parts. */
export class PairCollector {
  readonly sources: string[] = [];
  readonly targets: string[] = [];

  add(source: string, target: string): void {
    this.sources.push(source.trim());
    this.targets.push(target.trim());
  }

  /** One part without a name that covers everything. */
  get parts(): AssignedPart[] {
    return [{ split: null, start: 0, end: this.sources.length }];
  }
}
