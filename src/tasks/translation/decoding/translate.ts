import type { Patience } from '../../task.ts';
import type { TranslationModel } from '../model.ts';
import { beamSearch } from './beam-search.ts';
import type { DecodingOptions, Hypothesis } from './decoding.ts';

/** Rows of the decoder in one call: sentences times beam. */
const rows = 128;

/**
 * Translates any number of sentences, those of similar length together.
 * @param sentences tokens of each, with the end
 * @param kept hypotheses for each
 * @returns in the order of the sentences; null when patience says stop
 */
export async function translateAll(
  model: TranslationModel,
  sentences: readonly Int32Array[],
  options: DecodingOptions,
  patience: Patience,
  kept = 1,
): Promise<Hypothesis[][] | null> {
  const order = sentences.map((_, index) => index);
  order.sort((a, b) => sentences[a]!.length - sentences[b]!.length || a - b);
  const size = Math.max(1, Math.floor(rows / options.beam));
  const found: Hypothesis[][] = [];
  for (let from = 0; from < order.length; from += size) {
    if (await patience.pause(from / order.length)) return null;
    const some = order.slice(from, from + size);
    const translated = beamSearch(
      model,
      some.map((index) => sentences[index]!),
      options,
      kept,
    );
    for (const [place, index] of some.entries()) found[index] = translated[place]!;
  }
  return found;
}
