import { numberOf, type Settings, UnrollError } from '../../contract/index.ts';
import type { SplitName } from '../../datasets/splits.ts';
import { partNames } from '../part-names.ts';
import { nothingGiven, type Shares, sharesTaken } from '../shares.ts';

/** @throws UnrollError when they leave nothing to learn from */
export function textShares(settings: Settings): Shares {
  const words = { code: 'no-training-text', usual: '0.1 and 0 are usual' };
  return sharesTaken(settings, nothingGiven, words);
}

/** Fewest tokens of a part that is measured: one to read and one to predict. */
const fewest = 2;

/** How many tokens each part has. */
export interface TokenCounts {
  readonly of: (part: SplitName) => number;
  /** Whether there may be fewer. */
  readonly atMost: boolean;
}

/**
 * Training reads as many streams at once as a batch has, each with a token to read and one to
 * predict.
 * @throws UnrollError when a part is too short
 */
export function expectTokens(settings: Settings, counts: TokenCounts): void {
  const batch = numberOf(settings, 'batch_size');
  const has = counts.of('train');
  if (has < batch + 1) {
    const most = has - 1;
    throw tooShort('train', batch + 1, counts, {
      where: 'batch_size',
      most,
      hint:
        most > 0
          ? `Lower batch_size to at most ${most}, or use a longer text.`
          : 'Use a longer text.',
    });
  }
  for (const part of ['val', 'test'] as const) {
    const where = `${part}_fraction`;
    if (part === 'test' && numberOf(settings, where) === 0) continue;
    const hint = `Raise ${where}, or use a longer text.`;
    if (counts.of(part) < fewest) throw tooShort(part, fewest, counts, { where, hint });
  }
}

function tooShort(
  part: SplitName,
  needed: number,
  counts: TokenCounts,
  { where, hint, most = 0 }: { where: string; hint: string; most?: number },
): UnrollError {
  const has = counts.of(part);
  const bound = counts.atMost ? 'at most ' : '';
  const streams = part === 'train' ? ` for a batch_size of ${needed - 1}` : '';
  return new UnrollError({
    code: 'text-too-short',
    message: `The ${partNames[part]} part of the text has ${bound}${has} tokens, but at least ${needed} are needed${streams}.`,
    where,
    hint,
    data: { part, has, needed, most },
  });
}
