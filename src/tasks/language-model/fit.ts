import { booleanOf, type Settings, type TextSummary, textOf } from '../../contract/index.ts';
import { contiguousSplit, type SplitName } from '../../datasets/splits.ts';
import { expectPast } from '../../models/past-attention/expect-past.ts';
import { expectVectorFiles } from '../embedding-width.ts';
import { type FitCheck, ofKind } from '../fit.ts';
import { expectTokenizerFile } from '../tokenizer-file.ts';
import { frozenAndTied } from './frozen-and-tied.ts';
import { expectTokens, textShares } from './text-length.ts';

/** What can be told of a text before it is read. */
export const languageModelFit: readonly FitCheck[] = [
  (_, settings) => expectTokenizerFile(settings),
  ofKind('text', expectLongEnough),
  (_, settings) => {
    const frozen = booleanOf(settings, 'freeze_embedding') && booleanOf(settings, 'tie_weights');
    const own = textOf(settings, 'embedding_file') !== '' && textOf(settings, 'tokens') === 'word';
    if (frozen && own) throw frozenAndTied();
  },
  (_, settings) => expectPast(settings, false),
  (_, settings) => expectVectorFiles(settings, ['embedding_file']),
];

/**
 * Code units by which the place of a cut may move: off the middle of a character where tokens are
 * characters, on to the next space otherwise.
 */
const [furtherWords, furtherCharacters] = [100, 1];
/** Bytes that a character has in UTF-8 at most; a subword may be a single byte. */
const bytesOfCharacter = 4;

/**
 * Refuses what even the most tokens that each part can have do not suffice for: where in the text its
 * words lie, the summary does not tell.
 */
function expectLongEnough(summary: TextSummary, settings: Settings): void {
  const kind = textOf(settings, 'tokens');
  const { val, test } = textShares(settings);
  if (kind === 'file') return;
  const units = codeUnits(summary);
  const parts = contiguousSplit(units, 1 - val - test, val);
  const further = kind === 'character' ? furtherCharacters : furtherWords;
  const exact = kind === 'character' && units === summary.characters;
  const perCharacter = kind === 'character' || kind === 'word' ? 1 : bytesOfCharacter;
  const words = kind === 'word' ? summary.words + summary.lines : Number.POSITIVE_INFINITY;
  const of = (part: SplitName) => {
    const { start, end } = parts[part];
    if (exact) return end - start;
    const characters = Math.min(summary.characters, end - start + further);
    return Math.min(words, characters * perCharacter);
  };
  expectTokens(settings, { of, atMost: !exact });
}

/**
 * Length of the text in UTF-16 code units, by which it is cut. Characters that the summary does not
 * list are taken for two units each, so that the length is never too small.
 */
function codeUnits({ characters, topCharacters }: TextSummary): number {
  let [twice, counted] = [0, 0];
  for (const [character, count] of topCharacters) {
    counted += count;
    if (character.length === 2) twice += count;
  }
  return characters + twice + Math.max(0, characters - counted);
}
