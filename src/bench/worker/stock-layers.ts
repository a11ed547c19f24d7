import { createRequire } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs';
import { loadBackend } from '../../backend/tensorflow.ts';
import type { LanguageModelWork, Work } from '../work.ts';
import { matrixValues, type PreparedWork, UnsupportedWork, WorkBench } from './work-bench.ts';

type Tfjs = typeof tfjs;

/**
 * The layers that come with TensorFlow.js, as its guide shows them: a sequential model, compiled,
 * trained batch by batch. They have no clipping, so they do a little less than the others.
 */
export async function openStockLayers(): Promise<WorkBench> {
  const { threads, tensorflow } = await loadBackend();
  const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as Tfjs;
  return new WorkBench({
    describe: () => ({
      name: `TensorFlow.js layers ${tf.version_layers}`,
      threads,
      details: { tensorflow },
    }),
    prepare: async (work) => prepareLanguageModel(tf, work),
    peak: () => ({ fp32: null, bf16: null, method: 'not measured' }),
    close: () => undefined,
  });
}

function prepareLanguageModel(tf: Tfjs, work: Work): PreparedWork {
  if (work.kind !== 'language-model' || work.cell !== 'lstm' || work.precision !== 'fp32') {
    throw new UnsupportedWork('no such model from the stock layers');
  }
  const model = sequentialModel(tf, work);
  const optimizer = work.optimizer === 'adam' ? tf.train.adam(work.lr) : tf.train.sgd(work.lr);
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy' });
  const shape = [work.batch, work.time];
  const draw = () => tf.randomUniformInt(shape, 0, work.vocabulary).toFloat();
  return {
    weights: matrixValues(model.trainableWeights.map((weight) => weight.read())),
    step: async () => {
      const [inputs, targets] = [draw(), tf.expandDims(draw(), 2)];
      const loss = await model.trainOnBatch(inputs, targets);
      tf.dispose([inputs, targets]);
      return loss as number;
    },
    dispose: () => {
      model.dispose();
      optimizer.dispose();
    },
  };
}

function sequentialModel(tf: Tfjs, work: LanguageModelWork): tfjs.Sequential {
  const { batch, time, vocabulary, embedding, hidden, layers } = work;
  const model = tf.sequential();
  model.add(
    tf.layers.embedding({
      batchInputShape: [batch, time],
      inputDim: vocabulary,
      outputDim: embedding,
    }),
  );
  for (let layer = 0; layer < layers; layer++) {
    model.add(
      tf.layers.lstm({
        units: hidden,
        returnSequences: true,
        stateful: true,
        recurrentActivation: 'sigmoid',
      }),
    );
  }
  model.add(tf.layers.dense({ units: vocabulary, activation: 'softmax' }));
  return model;
}
