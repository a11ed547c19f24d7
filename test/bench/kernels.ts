/**
 * Milliseconds of one layer forwards and back by every kernel, in turns, so that whatever else runs
 * on the machine slows all alike. The order of `kernels` in src/kernels/list.ts follows from it.
 */
import { performance } from 'node:perf_hooks';
import * as tf from '@tensorflow/tfjs-core';
import { measureGigaflops } from '../../src/backend/probe.ts';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { kernels } from '../../src/kernels/index.ts';
import type { SequenceKernel } from '../../src/kernels/kernel.ts';
import type { CellId } from '../../src/models/cells/cell.ts';
import { cells } from '../../src/models/cells/index.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { RecurrentStack } from '../../src/models/recurrent-stack.ts';

const rounds = Number(process.argv[2] ?? 9);
const sizes: readonly (readonly [hidden: number, time: number, batch: number, layers: number])[] = [
  [650, 35, 20, 2],
  [128, 64, 32, 1],
  [512, 100, 64, 1],
];

/** One training step's worth of recurrence: loss, and its gradients by input and weights. */
function stepOf(
  cell: CellId,
  kernel: SequenceKernel,
  [hidden, time, batch, layers]: (typeof sizes)[number],
): () => void {
  const parameters = new ParameterSet();
  const random = new Random(1);
  const config = {
    cell,
    inputSize: hidden,
    hiddenSize: hidden,
    numLayers: layers,
    dropout: 0,
    bidirectional: false,
    device,
    kernel: kernel.id,
  };
  const stack = new RecurrentStack(config, parameters, random);
  const x = tf.keep(tf.randomUniform<tf.Rank.R3>([time, batch, hidden], -1, 1));
  const context = { training: true, random };
  const gradients = tf.grads((input) => {
    const { outputs } = stack.run(input as tf.Tensor3D, null, context);
    return tf.mean(tf.square(outputs));
  });
  return () =>
    tf.tidy(() => {
      const [dx] = gradients([x, ...parameters.list()]);
      tf.slice(dx!, [0, 0, 0], [1, 1, 1]).dataSync();
    });
}

const { device, tensorflow, processor } = await loadBackend();
const gflops = measureGigaflops().toFixed(0);
console.log(
  `TensorFlow ${tensorflow} on ${device}, ${processor}, product of 1024: ${gflops} GFLOPS`,
);
for (const size of sizes) {
  for (const cell of cells) {
    const shape = { input: size[0], hidden: size[0] };
    const able = kernels.filter((kernel) => kernel.supports({ cell, shape, device }));
    const steps = able.map((kernel) => stepOf(cell.id, kernel, size));
    for (const step of steps) step();
    const times = steps.map((): number[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [i, step] of steps.entries()) {
        const start = performance.now();
        step();
        times[i]!.push(performance.now() - start);
      }
    }
    const report = able.map((kernel, i) => {
      const sorted = times[i]!.sort((a, b) => a - b);
      const median = sorted[sorted.length >> 1]!;
      return `${kernel.id} ${median.toFixed(1)} (least ${sorted[0]!.toFixed(1)})`;
    });
    console.log(`(${size.join(',')}) ${cell.id.padEnd(17)} ${report.join('   ')}`);
  }
}
