import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NativeBackend } from '../../src/backend/native.ts';
import {
  type CudnnInputs,
  type CudnnMode,
  type CudnnOperations,
  type CudnnOutputs,
  cudnnOperations,
} from '../../src/backend/operations/cudnn-rnn.ts';
import { reverseSequence } from '../../src/backend/operations/reverse-sequence.ts';
import { Random } from '../../src/backend/random.ts';
import { type BackendFacts, loadBackend, nativeBackend } from '../../src/backend/tensorflow.ts';
import {
  packParameters,
  parameterCount,
  unpackParameters,
} from '../../src/kernels/cudnn/parameters.ts';
import { cudnn, runWith } from '../../src/kernels/cudnn.ts';
import type { SequenceFeature, SequenceKernel } from '../../src/kernels/kernel.ts';
import { reference } from '../../src/kernels/reference.ts';
import { matrixWeights } from '../../src/models/cells/cell.ts';
import { cellById, cells } from '../../src/models/cells/index.ts';
import { fromTorch } from '../../src/models/weight-layouts.ts';
import { Fixture, tensorsOf } from '../parity/fixture.ts';
import {
  answer,
  randomTensor,
  relativeError,
  sequenceCase,
  weightsFromList,
} from '../support/recurrent.ts';

let facts: BackendFacts;
beforeAll(async () => {
  facts = await loadBackend();
});

const list = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const inCudnn = ['rnn', 'lstm', 'gru'] as const;
/** A CPU has the definition of the operation and no kernel: what is wrong with a call is told first. */
const native = (): NativeBackend => {
  const backend = nativeBackend();
  if (backend === null) throw new Error('these tests need the native library');
  return backend;
};

describe('parameters', () => {
  it.each(inCudnn)('%s: the order is that of PyTorch’s flat weights', (id) => {
    const fixture = new Fixture(`torch-${id}`);
    const names = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'] as const;
    const [weight_ih, weight_hh, bias_ih, bias_hh] = names.map((name) =>
      fixture.matrix(`${name}_l0`),
    ) as [Matrix, Matrix, Matrix, Matrix];
    const cell = cellById(id);
    const layer = fromTorch(cell, { weight_ih, weight_hh, bias_ih, bias_hh });
    const packed = list(
      packParameters(cell, matrixWeights(weightsFromList(cell, tensorsOf(layer)))),
    );
    const flat = [weight_ih, weight_hh, bias_ih, bias_hh].flatMap(({ values }) => [...values]);
    expect(packed).toHaveLength(parameterCount(cell, weight_ih.columns, weight_hh.columns));
    expect(packed).toHaveLength(flat.length);
    const width = bias_ih.columns;
    const kernels = flat.length - 2 * width;
    expect(packed.slice(0, kernels)).toEqual(flat.slice(0, kernels));
    if (cell.hasRecurrentBias) expect(packed.slice(kernels)).toEqual(flat.slice(kernels));
    else {
      const sums = bias_ih.values.map((value, i) => value + bias_hh.values[i]!);
      expect(packed.slice(kernels, kernels + width)).toEqual([...sums]);
      expect(packed.slice(kernels + width)).toEqual(Array(width).fill(0));
    }
  });

  it.each(inCudnn)('%s: what was packed comes back', (id) => {
    const cell = cellById(id);
    const given = sequenceCase(cell, { time: 1, batch: 1, input: 3, hidden: 4 }, 5);
    const weights = matrixWeights(weightsFromList(cell, given.weights));
    const back = unpackParameters(cell, packParameters(cell, weights), [3, 4]);
    const all = [back.inputKernel, back.recurrentKernel, back.bias, back.recurrentBias];
    const values = all.flatMap((tensor) => (tensor === null ? [] : [list(tensor)]));
    expect(values).toEqual(given.weights.map(list));
  });
});
type Matrix = ReturnType<Fixture['matrix']>;

describe('TensorFlow’s own definition', () => {
  const call = (mode: CudnnMode): CudnnInputs => ({
    x: tf.zeros([2, 3, 4]),
    hidden: tf.zeros([1, 3, 5]),
    cell: mode === 'lstm' ? tf.zeros([1, 3, 5]) : tf.scalar(0),
    parameters: tf.zeros([10]),
    lengths: tf.tensor1d([2, 1, 2], 'int32'),
  });
  // Attributes and the number of inputs are checked before a kernel is looked for.
  const noKernel = (name: string) =>
    new RegExp(`Could not find device for node.*${name}\\[T=DT_FLOAT[^]*no registered kernels`);

  it.each(['rnn_tanh', 'lstm', 'gru'] as const)(
    '%s: a call on a CPU fails for want of a kernel and of nothing else',
    (mode) => {
      const operations = cudnnOperations(native());
      expect(() => operations.forward(mode, call(mode))).toThrow(noKernel('CudnnRNNV3'));
      const inputs = call(mode);
      const { hidden, cell } = inputs;
      const outputs = tf.zeros<tf.Rank.R3>([2, 3, 5]);
      const reserve = tf.zeros([1]);
      const given = { outputs, hidden, cell, reserve, hostReserve: tf.zeros([1], 'int32') };
      const back = () => operations.backward(mode, inputs, given, { outputs, hidden, cell });
      expect(back).toThrow(noKernel('CudnnRNNBackpropV3'));
    },
  );

  it('would tell a wrong attribute or number of inputs', () => {
    const operations = cudnnOperations(native());
    const wrong = 'elman' as CudnnMode;
    expect(() => operations.forward(wrong, call('lstm'))).toThrow('list of allowed values');
    const { binding } = native();
    const ids = native().getInputTensorIds([tf.zeros([2, 3, 4])]);
    expect(() => binding.executeOp('CudnnRNNV3', [], ids, 5)).toThrow('expected inputs');
  });
});

/**
 * Stands in for the GPU: does what cuDNN's documentation says of the layout and the results, by the
 * reference. It cannot show that cuDNN does so.
 */
const documented: CudnnOperations = {
  forward: (mode, inputs) => withReserve(run(mode, inputs)),
  backward(mode, inputs, _, gradients) {
    const { lengths, ...trained } = inputs;
    const names = Object.keys(trained) as (keyof typeof trained)[];
    const loss = (...given: tf.Tensor[]) => {
      const values = Object.fromEntries(names.map((name, i) => [name, given[i]!]));
      const result = run(mode, { ...(values as unknown as CudnnInputs), lengths });
      const parts = mode === 'lstm' ? (['outputs', 'hidden', 'cell'] as const) : twoParts;
      return tf.addN(parts.map((part) => tf.sum(tf.mul(result[part], gradients[part]))));
    };
    // A cell state that is not read has no gradient.
    const by = mode === 'lstm' ? names : names.filter((name) => name !== 'cell');
    const derive = tf.grads((...given) => {
      const all = names.map((name) => given[by.indexOf(name)] ?? inputs[name]);
      return loss(...all);
    });
    const results = besideTheTape(() => derive(by.map((name) => inputs[name])));
    const found = Object.fromEntries(by.map((name, i) => [name, results[i]!]));
    return { cell: tf.scalar(0), ...found } as ReturnType<CudnnOperations['backward']>;
  },
};
const twoParts = ['outputs', 'hidden'] as const;

/** tfjs forgets the outer tape when gradients are taken while others are. */
function besideTheTape<T>(work: () => T): T {
  const { state } = tf.engine();
  const { activeTape } = state;
  try {
    return work();
  } finally {
    state.activeTape = activeTape;
  }
}

function run(mode: CudnnMode, { x, hidden, cell, parameters, lengths }: CudnnInputs) {
  const which = cellById(mode === 'rnn_tanh' ? 'rnn' : mode);
  const [input, units] = [x.shape[2], hidden.shape[2]];
  const gates = which.gates.length;
  const matrices = [input, units].flatMap((columns) =>
    Array.from({ length: gates }, () => [units, columns]),
  );
  const vectors = Array.from({ length: 2 * gates }, () => [units]);
  let at = 0;
  const parts = [...matrices, ...vectors].map((shape) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const part = tf.reshape(tf.slice(parameters, at, size), shape as [number]);
    at += size;
    return shape.length === 2 ? tf.transpose(part) : part;
  });
  // Of cuDNN's gates, by name: LSTM input, forget, candidate, output.
  const order = mode === 'lstm' ? [0, 2, 1, 3] : which.gates.map((_, i) => i);
  const group = (first: number, axis: number) =>
    tf.concat(
      order.map((gate) => parts[first + gate]!),
      axis,
    );
  const [bias, recurrentBias] = [group(2 * gates, 0), group(3 * gates, 0)] as tf.Tensor1D[];
  const weights = {
    inputKernel: group(0, 1) as tf.Tensor2D,
    recurrentKernel: group(gates, 1) as tf.Tensor2D,
    bias: which.hasRecurrentBias ? bias! : tf.add<tf.Tensor1D>(bias!, recurrentBias!),
    recurrentBias: which.hasRecurrentBias ? recurrentBias! : null,
  };
  const flat = (state: tf.Tensor) =>
    tf.reshape<tf.Rank.R2>(state, [state.shape[1]!, state.shape[2]!]);
  const states = mode === 'lstm' ? [flat(hidden), flat(cell)] : [flat(hidden)];
  const result = reference.run(which, x, states, weights, { lengths });
  const [h, c] = result.finalStates.map((state) => tf.expandDims(state, 0) as tf.Tensor3D);
  return { outputs: result.outputs, hidden: h!, cell: c ?? tf.scalar(0) };
}

function withReserve(result: Pick<CudnnOutputs, 'outputs' | 'hidden' | 'cell'>): CudnnOutputs {
  return { ...result, reserve: tf.zeros([1]), hostReserve: tf.zeros([1], 'int32') };
}

describe('the kernel, on operations as documented', () => {
  const standIn: SequenceKernel = {
    ...cudnn,
    run: (...inputs) => runWith(native(), documented, inputs),
  };
  const options: readonly (readonly SequenceFeature[])[] = [
    [],
    ['reverse'],
    ['lengths'],
    ['reverse', 'lengths'],
  ];

  it.each(inCudnn.flatMap((id) => options.map((features) => [id, features] as const)))(
    '%s with %j: values and gradients are those of the reference',
    (id, features) => {
      const sizes = { time: 5, batch: 6, input: 3, hidden: 4 };
      const given = sequenceCase(cellById(id), sizes, 7, features);
      const before = tf.memory().numTensors;
      const expected = answer(reference, given);
      const actual = answer(standIn, given);
      const right = [...expected.values, ...expected.gradients];
      for (const [i, tensor] of [...actual.values, ...actual.gradients].entries()) {
        expect(relativeError(tensor, right[i]!), `tensor ${i}`).toBeLessThan(1e-5);
      }
      tf.dispose([...right, ...actual.values, ...actual.gradients]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('sequences are turned round up to their lengths, the gradient too', () => {
    const x = randomTensor([4, 3, 2], new Random(3)) as tf.Tensor3D;
    const lengths = tf.tensor1d([4, 0, 2], 'int32');
    const turned = reverseSequence(native(), x, lengths).arraySync();
    const given = x.arraySync();
    expect([0, 1, 2, 3].map((t) => turned[t]![0])).toEqual([3, 2, 1, 0].map((t) => given[t]![0]));
    expect([0, 1, 2, 3].map((t) => turned[t]![1])).toEqual([0, 1, 2, 3].map((t) => given[t]![1]));
    expect([0, 1, 2, 3].map((t) => turned[t]![2])).toEqual([1, 0, 2, 3].map((t) => given[t]![2]));
    // Turning round twice changes nothing, so that the gradient is the probe turned round.
    const probe = tf.add(x, 1);
    const gradient = tf.grad((value) =>
      tf.sum(tf.mul(reverseSequence(native(), value as tf.Tensor3D, lengths), probe)),
    )(x);
    const expected = reverseSequence(native(), probe as tf.Tensor3D, lengths);
    expect(list(gradient)).toEqual(list(expected));
  });
});

describe('where it runs', () => {
  it('on a GPU only, with the cells and options that cuDNN has', () => {
    const shape = { input: 4, hidden: 4 };
    for (const cell of cells) {
      expect(cudnn.supports({ cell, shape, device: 'cpu' })).toBe(false);
      expect(cudnn.supports({ cell, shape, device: 'wasm' })).toBe(false);
      const onGpu = (features: readonly SequenceFeature[] = []) =>
        cudnn.supports({ cell, shape, device: 'gpu', features });
      const has = inCudnn.some((id) => id === cell.id);
      expect(onGpu()).toBe(has);
      expect(onGpu(['lengths', 'reverse'])).toBe(has);
      expect(onGpu(['zoneout'])).toBe(false);
    }
    expect(facts.device).not.toBe('wasm');
  });

  it('says in the log that it has not been tried', () => {
    expect(cudnn.caution).toContain('has not been run on hardware');
  });
});
