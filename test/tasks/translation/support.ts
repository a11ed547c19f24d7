import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { ParameterSet } from '../../../src/models/parameters.ts';
import type { TranslationModelConfig } from '../../../src/tasks/translation/config.ts';
import type { EncodedPairs } from '../../../src/tasks/translation/corpus.ts';
import { TranslationModel } from '../../../src/tasks/translation/model.ts';

const { device } = await loadBackend();

/** A network of some units, as small as its parts allow. */
export function smallModel(changes: Partial<TranslationModelConfig> = {}, seed = 1) {
  const config: TranslationModelConfig = {
    sourceVocabulary: 7,
    targetVocabulary: 9,
    embeddingSize: 4,
    dropout: 0,
    attention: 'general',
    inputFeeding: false,
    sharedEmbedding: false,
    tieWeights: true,
    bidirectional: true,
    recurrent: {
      cell: 'gru',
      hiddenSize: 6,
      numLayers: 1,
      dropout: 0,
      bidirectional: false,
      device,
    },
    ...changes,
  };
  const parameters = new ParameterSet();
  const model = new TranslationModel(config, parameters, new Random(seed));
  return { model, parameters };
}

/** Pairs of which only the tokens matter. */
export function encodedPairs(pairs: readonly (readonly [number[], number[]])[]): EncodedPairs {
  return {
    sources: pairs.map(([source]) => source.join(' ')),
    targets: pairs.map(([, target]) => target.join(' ')),
    sourceTokens: pairs.map(([source]) => Int32Array.from(source)),
    targetTokens: pairs.map(([, target]) => Int32Array.from(target)),
  };
}
