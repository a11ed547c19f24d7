import { UnrollError } from '../../contract/index.ts';
import type { SplitRange } from '../../datasets/splits.ts';
import { type BatchLayout, lookBack } from './batches.ts';

/**
 * Where windows take a season out, they look back a season further.
 * @throws UnrollError when there is no season to take out, or too few rows for it
 */
export function expectSeasonRows(
  layout: Pick<BatchLayout, 'input' | 'horizon' | 'normalization' | 'season'>,
  { start, end }: SplitRange<'train'>,
): void {
  const { input, horizon, season, normalization } = layout;
  if (normalization !== 'season') return;
  if (season === null) {
    throw new UnrollError({
      code: 'no-season',
      message: 'normalization = season, but no season was found in the training rows.',
      where: 'season_length',
      hint: 'Set season_length to the rows in one season, or choose normalization = last-value.',
    });
  }
  const needed = lookBack(layout) + horizon;
  const has = end - start;
  if (needed <= has) return;
  throw new UnrollError({
    code: 'season-too-long',
    message: `A season of ${season} rows before an input of ${input} and a horizon of ${horizon} needs ${needed} training rows; there are ${has}.`,
    where: 'season_length',
    hint: 'Choose a shorter input_length or season_length, or normalization = last-value.',
    data: { season, needed, has },
  });
}
