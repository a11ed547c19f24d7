import type * as tf from '@tensorflow/tfjs-core';
import { type Device, loadBackend } from '../../backend/tensorflow.ts';
import { booleanOf, numberOf, type Settings } from '../../contract/index.ts';
import { readText } from '../../datasets/index.ts';
import { ParameterSet } from '../../models/parameters.ts';
import { recurrentConfig } from '../../models/recurrent-config.ts';
import { fillTable } from '../pretrained-vectors.ts';
import type { Task } from '../task.ts';
import { makeCorpus } from './corpus.ts';
import { languageModelDescriptor } from './descriptor.ts';
import { embeddingSizeFor } from './embedding-size.ts';
import { type LanguageModelConfig, RecurrentLanguageModel } from './model.ts';
import { pretrainedEmbedding } from './pretrained-embedding.ts';
import { LanguageModelSession } from './session.ts';

/** Learns to predict the next character or word of a text. */
export const languageModelTask: Task = {
  descriptor: languageModelDescriptor,
  async open(data, settings, random) {
    const { device } = await loadBackend();
    const corpus = await makeCorpus(await readText(data), settings);
    const parameters = new ParameterSet();
    const vectors = await pretrainedEmbedding(corpus, settings);
    const config = {
      ...modelConfig(settings, corpus.tokenizer.size, device),
      ...(vectors && { embeddingSize: vectors.width }),
      freezeEmbedding: vectors !== null && booleanOf(settings, 'freeze_embedding'),
    };
    const model = new RecurrentLanguageModel(config, parameters, random.fork('parameters'));
    if (vectors !== null)
      fillTable(parameters.get('embedding.table') as tf.Variable<tf.Rank.R2>, vectors);
    const lengths = booleanOf(settings, 'random_bptt') ? { random: random.fork('lengths') } : {};
    return new LanguageModelSession(corpus, model, parameters, {
      vectors,
      batchSize: numberOf(settings, 'batch_size'),
      bptt: numberOf(settings, 'bptt'),
      ...lengths,
    });
  },
};

function outputDropout(settings: Settings): number {
  const own = numberOf(settings, 'output_dropout');
  return own < 0 ? numberOf(settings, 'dropout') : own;
}

function modelConfig(settings: Settings, vocabulary: number, device: Device): LanguageModelConfig {
  const sequence = { time: numberOf(settings, 'bptt'), batch: numberOf(settings, 'batch_size') };
  return {
    vocabulary,
    embeddingSize: embeddingSizeFor(settings, vocabulary),
    embeddingDropout: numberOf(settings, 'embedding_dropout'),
    tokenDropout: numberOf(settings, 'token_dropout'),
    outputDropout: outputDropout(settings),
    activationPenalty: numberOf(settings, 'activation_penalty'),
    slownessPenalty: numberOf(settings, 'slowness_penalty'),
    tieWeights: booleanOf(settings, 'tie_weights'),
    recurrent: recurrentConfig(settings, device, sequence),
  };
}
