import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import type { Device } from '../../backend/tensorflow.ts';
import { ParameterSet } from '../../models/parameters.ts';
import { RecurrentStack } from '../../models/recurrent-stack.ts';
import type { LayerWork } from '../work.ts';
import { matrixValues, type PreparedWork, requirePrecision } from './work-bench.ts';

/** A stack of recurrent layers forwards and back, by the kernel that a run would take. */
export async function prepareLayer(work: LayerWork, device: Device): Promise<PreparedWork> {
  const { cell, hidden, time, batch, layers, precision } = work;
  const sequence = { time, batch };
  const parameters = new ParameterSet();
  const random = new Random(1);
  const config = {
    ...{ cell, inputSize: hidden, hiddenSize: hidden, numLayers: layers, device },
    ...{ dropout: 0, bidirectional: false, sequence, precision },
  };
  const stack = new RecurrentStack(config, parameters, random);
  requirePrecision(stack, precision);
  const x = tf.randomUniform<tf.Rank.R3>([time, batch, hidden], -1, 1);
  const dy = tf.randomUniform<tf.Rank.R3>([time, batch, hidden]);
  const context = { training: true, random, inputGradient: true };
  const derivatives = tf.grads(
    (input) => stack.run(input as tf.Tensor3D, null, context).outputs as tf.Tensor,
  );
  const step = () =>
    tf.tidy(() => {
      const [dx] = derivatives([x, ...parameters.list()], dy);
      // Reading a value waits for all that it depends on.
      return tf.slice(dx!, [0, 0, 0], [1, 1, 1]).dataSync<'float32'>()[0]!;
    });
  return {
    kernel: stack.kernel,
    weights: matrixValues(parameters.list()),
    step,
    dispose: () => {
      tf.dispose([x, dy]);
      parameters.dispose();
    },
  };
}
