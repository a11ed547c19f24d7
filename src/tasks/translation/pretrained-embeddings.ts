import type * as tf from '@tensorflow/tfjs-core';
import { numberOf, type Settings, textOf } from '../../contract/index.ts';
import type { Tokenizer } from '../../datasets/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import {
  coverageText,
  fillTable,
  type PretrainedVectors,
  pretrainedVectors,
} from '../pretrained-vectors.ts';
import { firstToken, type TranslationCorpus } from './corpus.ts';

type Side = 'source' | 'target';

/** Vectors of one language, for the words of its side. */
export interface SideVectors {
  readonly side: Side;
  readonly vectors: PretrainedVectors;
}

/**
 * The vectors that `source_embedding_file` and `target_embedding_file` have for vocabularies of
 * words; none for other tokens.
 * @throws UnrollError when a file cannot be read or has another width than `embedding_size`
 */
export async function readSideVectors(
  corpus: TranslationCorpus,
  settings: Settings,
): Promise<SideVectors[]> {
  const size = numberOf(settings, 'embedding_size');
  const found: SideVectors[] = [];
  for (const side of ['source', 'target'] as const) {
    const file = `${side}_embedding_file`;
    const path = textOf(settings, file);
    const tokenizer = tokenizerOf(corpus, side);
    if (path === '' || tokenizer.kind !== 'word') continue;
    found.push({ side, vectors: await pretrainedVectors(path, tokenizer, { file, size }) });
  }
  return found;
}

/**
 * Lets embeddings begin with them. Where both languages share one, a word that both files have gets
 * the vector of the source.
 */
export function fillEmbeddings(found: readonly SideVectors[], parameters: ParameterSet): void {
  const shared = !parameters.names.includes('source.table');
  // The source is put in last: it stays where both have a word.
  for (const { side, vectors } of [...found].reverse()) {
    const table = parameters.get(shared ? 'target.table' : `${side}.table`);
    fillTable(table as tf.Variable<tf.Rank.R2>, vectors, firstToken);
  }
}

/** What the run page says of them. */
export function vectorDetails(
  found: readonly SideVectors[],
  corpus: TranslationCorpus,
): [string, string][] {
  return found.map(({ side, vectors }) => {
    const tokens = side === 'source' ? corpus.train.sourceTokens : corpus.train.targetTokens;
    const share = shareOf(tokens, vectors);
    const text = coverageText(vectors, tokenizerOf(corpus, side), share);
    return [`Pretrained vectors of the ${side}`, text];
  });
}

/** Of the tokens of sentences, their ends left out. */
function shareOf(sentences: readonly Int32Array[], { rows }: PretrainedVectors): number {
  let [known, all] = [0, 0];
  for (const sentence of sentences) {
    all += sentence.length - 1;
    for (const token of sentence) if (rows.has(token - firstToken)) known += 1;
  }
  return known / Math.max(1, all);
}

function tokenizerOf(corpus: TranslationCorpus, side: Side): Tokenizer {
  return side === 'source' ? corpus.sourceTokenizer : corpus.targetTokenizer;
}
