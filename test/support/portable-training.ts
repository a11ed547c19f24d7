/**
 * Trains a small network of each cell for a few steps on whatever backend the environment asks for,
 * and prints one JSON object. Run by test/backend/wasm.test.ts in a process of its own, since a
 * process has one backend.
 */
import * as tf from '@tensorflow/tfjs-core';
import { sparseSoftmaxCrossEntropy } from '../../src/backend/operations.ts';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import type { CellId } from '../../src/models/cells/cell.ts';
import { cells } from '../../src/models/cells/index.ts';
import { Dense } from '../../src/models/dense.ts';
import { Embedding } from '../../src/models/embedding.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { RecurrentStack } from '../../src/models/recurrent-stack.ts';

export interface PortableTraining {
  readonly device: string;
  readonly tensorflow: string;
  readonly runs: readonly {
    readonly cell: CellId;
    readonly kernel: string;
    readonly losses: readonly number[];
    readonly leaked: number;
  }[];
}

/** Of plain gradient descent; states without a bound want it slower, gated twice over faster. */
const rates: Readonly<Partial<Record<CellId, number>>> = {
  mingru: 0.5,
  minlstm: 1,
  sru: 0.5,
  indrnn: 0.3,
  lru: 0.3,
  slstm: 5,
  mlstm: 0.2,
};

const [time, batch, vocabulary, width] = [6, 4, 7, 8];
const tokens = Int32Array.from({ length: time * batch }, (_, i) => (i * 5) % vocabulary);
const targets = tokens.map((token) => (token + 1) % vocabulary);

/** Losses of plain gradient descent from a fixed seed, without dropout: equal on every device. */
export async function trainPortably(): Promise<PortableTraining> {
  const { device, tensorflow } = await loadBackend();
  const runs = cells.map(({ id }) => {
    const before = tf.memory().numTensors;
    const { kernel, losses } = trainCell(id, device);
    return { cell: id, kernel, losses, leaked: tf.memory().numTensors - before };
  });
  return { device, tensorflow, runs };
}

function trainCell(cell: CellId, device: 'gpu' | 'cpu' | 'wasm') {
  const parameters = new ParameterSet();
  const random = new Random(5);
  const config = { cell, inputSize: width, hiddenSize: width, numLayers: 2, device };
  const embedding = new Embedding({ vocabulary, width }, parameters, random, 'embedding');
  const stack = new RecurrentStack(
    { ...config, dropout: 0, bidirectional: true },
    parameters,
    random,
  );
  const sizes = { input: stack.outputSize, output: vocabulary };
  const head = new Dense(sizes, parameters, random, 'head');
  const loss = () => {
    const x = tf.reshape(embedding.apply(tf.tensor1d(tokens)), [time, batch, width]);
    const { outputs } = stack.run(x as tf.Tensor3D, null, { training: true, random });
    const rows = tf.reshape(outputs, [time * batch, stack.outputSize]);
    const logits = head.apply(rows as tf.Tensor2D);
    return tf.mean(sparseSoftmaxCrossEntropy(logits, tf.tensor1d(targets))) as tf.Scalar;
  };
  const losses = Array.from({ length: 25 }, () =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss, parameters.list());
      for (const variable of parameters.list()) {
        variable.assign(tf.sub(variable, tf.mul(grads[variable.name]!, rates[cell] ?? 2)));
      }
      return value.dataSync()[0]!;
    }),
  );
  parameters.dispose();
  return { kernel: stack.kernel, losses };
}

if (process.argv[2] === 'print') process.stdout.write(JSON.stringify(await trainPortably()));
