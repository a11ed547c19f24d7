import { type Settings, textOf } from '../../contract/index.ts';
import { emptyPart, sequenceShares } from './split.ts';

export interface SequenceCounts {
  readonly sequences: number;
  /** Those that the data itself assigns to a part; null where it assigns none. */
  readonly assigned: { readonly val: number; readonly test: number } | null;
}

/**
 * One for each part that is drawn.
 * @throws UnrollError when there are fewer
 */
export function expectSequences({ sequences, assigned }: SequenceCounts, settings: Settings): void {
  const split = textOf(settings, 'split');
  const own = split === 'auto' ? assigned : null;
  const given = {
    val: (own?.val ?? 0) > 0,
    // Takes and speakers say by themselves which sequences are the test.
    test: (own?.test ?? 0) > 0 || split === 'takes' || split === 'speaker',
  };
  const shares = sequenceShares(given, settings);
  const open = sequences - (own?.val ?? 0) - (own?.test ?? 0);
  const drawn = given.val ? 0 : 1;
  if (open < 1) throw emptyPart('train');
  if (open < 1 + drawn) throw emptyPart('val');
  if (shares.test > 0 && open < 2 + drawn) throw emptyPart('test');
}
