import { type Device, loadBackend } from '../../backend/tensorflow.ts';
import { booleanOf, numberOf, type Settings, textOf } from '../../contract/index.ts';
import { readPairs } from '../../datasets/index.ts';
import { ParameterSet } from '../../models/parameters.ts';
import { recurrentConfig } from '../../models/recurrent-config.ts';
import type { Task } from '../task.ts';
import type { TranslationModelConfig } from './config.ts';
import { makeCorpus, networkVocabulary, type TranslationCorpus } from './corpus.ts';
import { translationDescriptor } from './descriptor.ts';
import { expectFittingAttention, expectHandover } from './expect-attention.ts';
import { TranslationModel } from './model.ts';
import { fillEmbeddings, readSideVectors } from './pretrained-embeddings.ts';
import { TranslationSession, type TranslationTraining } from './session.ts';

/** Learns to translate sentences. */
export const translationTask: Task = {
  descriptor: translationDescriptor,
  async open(data, settings, random) {
    const { device } = await loadBackend();
    const wanted = {
      source: textOf(settings, 'source_language'),
      target: textOf(settings, 'target_language'),
    };
    const corpus = await makeCorpus(await readPairs(data, wanted), settings);
    const parameters = new ParameterSet();
    const config = modelConfig(settings, corpus, device);
    const vectors = await readSideVectors(corpus, settings);
    const model = new TranslationModel(config, parameters, random.fork('parameters'));
    fillEmbeddings(vectors, parameters);
    const training = { ...trainingOf(settings), vectors };
    return new TranslationSession(corpus, model, parameters, training, random);
  },
};

function modelConfig(
  settings: Settings,
  corpus: TranslationCorpus,
  device: Device,
): TranslationModelConfig {
  const config: TranslationModelConfig = {
    sourceVocabulary: networkVocabulary(corpus.sourceTokenizer),
    targetVocabulary: networkVocabulary(corpus.targetTokenizer),
    embeddingSize: numberOf(settings, 'embedding_size'),
    dropout: numberOf(settings, 'dropout'),
    attention: textOf(settings, 'attention') as TranslationModelConfig['attention'],
    inputFeeding: booleanOf(settings, 'input_feeding'),
    sharedEmbedding: corpus.sourceTokenizer === corpus.targetTokenizer,
    tieWeights: booleanOf(settings, 'tie_weights'),
    bidirectional: booleanOf(settings, 'bidirectional'),
    recurrent: recurrentConfig(settings, device),
  };
  const { cell, hiddenSize } = config.recurrent;
  expectFittingAttention({ ...config, hiddenSize });
  expectHandover(config.attention, cell);
  return config;
}

function trainingOf(settings: Settings): Omit<TranslationTraining, 'vectors'> {
  return {
    batchSize: numberOf(settings, 'batch_size'),
    batchMeasure: textOf(settings, 'batch_by') === 'tokens' ? 'steps' : 'sequences',
    labelSmoothing: numberOf(settings, 'label_smoothing'),
    coverage: numberOf(settings, 'coverage_loss'),
    scheduledSampling: numberOf(settings, 'scheduled_sampling'),
    evalSentences: numberOf(settings, 'eval_sentences'),
    decoding: {
      beam: numberOf(settings, 'beam'),
      lengthPenalty: numberOf(settings, 'length_penalty'),
      coveragePenalty: numberOf(settings, 'coverage_penalty'),
    },
  };
}
