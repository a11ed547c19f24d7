import { createRequire } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs';
import { loadBackend } from '../../backend/tensorflow.ts';
import type { LanguageModelWork, LayerWork, Work } from '../work.ts';
import { matrixValues, type PreparedWork, UnsupportedWork, WorkBench } from './work-bench.ts';

type Tfjs = typeof tfjs;

/** The default, orthogonal, takes minutes to compute for large layers; it changes no step's time. */
const recurrentInitializer = 'glorotUniform';

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
    prepare: async (work) =>
      work.kind === 'layer' ? prepareLayer(tf, work) : prepareLanguageModel(tf, work),
    peak: () => ({ fp32: null, bf16: null, method: 'not measured' }),
    close: () => undefined,
  });
}

/** Sequences are (batch, time, input); the only GRU there is applies its reset before the product. */
function prepareLayer(tf: Tfjs, work: LayerWork): PreparedWork {
  requireSinglePrecision(work);
  const { hidden, time, batch, layers } = work;
  const makers = { lstm: tf.layers.lstm, gru: tf.layers.gru, rnn: tf.layers.simpleRNN } as const;
  const model = tf.sequential();
  for (let layer = 0; layer < layers; layer++) {
    model.add(
      makers[work.cell]({
        ...{ units: hidden, inputShape: [time, hidden], returnSequences: true },
        ...{ recurrentActivation: 'sigmoid', recurrentInitializer },
      }),
    );
  }
  const x = tf.randomUniform([batch, time, hidden], -1, 1);
  const dy = tf.randomUniform([batch, time, hidden]);
  const parameters = model.trainableWeights.map((weight) => weight.read());
  const derivatives = tf.grads((input) => model.apply(input, { training: true }) as tfjs.Tensor);
  return {
    weights: matrixValues(parameters),
    step: () =>
      tf.tidy(() => {
        const [dx] = derivatives([x, ...parameters], dy);
        return tf.slice(dx!, [0, 0, 0], [1, 1, 1]).dataSync<'float32'>()[0]!;
      }),
    dispose: () => {
      tf.dispose([x, dy]);
      model.dispose();
    },
  };
}

function requireSinglePrecision({ precision }: Work): void {
  if (precision !== 'fp32') throw new UnsupportedWork('the stock layers have one precision');
}

function prepareLanguageModel(tf: Tfjs, work: Work): PreparedWork {
  requireSinglePrecision(work);
  if (work.kind !== 'language-model' || work.cell !== 'lstm') {
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
        recurrentInitializer,
      }),
    );
  }
  model.add(tf.layers.dense({ units: vocabulary, activation: 'softmax' }));
  return model;
}
