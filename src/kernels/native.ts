import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { NativeBackend, OperationAttribute } from '../backend/native.ts';
import { hasNativeKernel, nativeInstructions } from '../backend/native-kernels.ts';
import { attributes } from '../backend/operations/raw.ts';
import { isDifferentiating, withGradients } from '../backend/operations.ts';
import { nativeBackend } from '../backend/tensorflow.ts';
import { type Cell, type CellId, type MatrixWeights, matrixWeights } from '../models/cells/cell.ts';
import {
  offers,
  type Precision,
  type SequenceKernel,
  type SequenceOptions,
  type SequenceResult,
} from './kernel.ts';

/** Operations of the addon, src/kernels/native/recurrent/operations.cc. */
const operationOf: Readonly<Partial<Record<CellId, string>>> = {
  lstm: 'UnrollLstm',
  gru: 'UnrollGru',
  'gru-reset-before': 'UnrollGruResetBefore',
  rnn: 'UnrollRnn',
};

/**
 * The addon's fused operations: a whole sequence forwards in one, back in one and, where somebody
 * asks for the derivatives by the input, one more. What the way back needs is kept by TensorFlow as
 * one tensor, and only while gradients are taken.
 */
export const native: SequenceKernel = {
  id: 'native',
  supports: (kernelCase) => {
    const operation = operationOf[kernelCase.cell.id];
    return (
      operation !== undefined &&
      kernelCase.device === 'cpu' &&
      hasNativeKernel(operation) &&
      offers(kernelCase, ['reverse', 'lengths', 'recurrent-dropout', 'zoneout'], precisions())
    );
  },
  run(cell, x, initialStates, weights, options = {}) {
    const backend = nativeBackend();
    const operation = operationOf[cell.id];
    if (backend === null || operation === undefined) {
      throw new Error(`there is no compiled kernel for ${cell.id} here`);
    }
    return runSequence(
      new Call(backend, operation, options),
      cell,
      x,
      initialStates,
      matrixWeights(weights),
    );
  },
};

/** Products of bfloat16 need instructions for them. */
function precisions(): readonly Precision[] {
  return nativeInstructions() === 'avx512-bf16' ? ['fp32', 'mixed'] : ['fp32'];
}

function runSequence(
  call: Call,
  cell: Cell,
  x: Tensor3D,
  initialStates: readonly Tensor2D[],
  weights: MatrixWeights,
): SequenceResult {
  const { inputKernel, recurrentKernel, bias, recurrentBias } = weights;
  const training = isDifferentiating();
  const states = Object.fromEntries(initialStates.map((state, i) => [`state${i}`, state]));
  const biases = { bias, ...(recurrentBias !== null && { recurrentBias }) };
  const inputs: Record<string, Tensor> = {
    x,
    ...states,
    inputKernel,
    recurrentKernel,
    ...biases,
  };
  const names = Object.keys(inputs);
  const values = withGradients({
    inputs,
    forward: (save) => {
      const results = call.forward(Object.values(inputs), cell.states.length, training);
      const saved = results.pop()!;
      if (training) save([...Object.values(inputs), ...call.optional, saved]);
      return results;
    },
    gradients: (dys, saved) => {
      const derived = call.gradient([...saved, ...dys], names.length - 1);
      const others = names.slice(1).map((name, i) => [name, () => derived[i]!]);
      return { x: () => call.inputGradient(saved), ...Object.fromEntries(others) };
    },
  });
  const [outputs, ...finalStates] = values;
  return { outputs: outputs as Tensor3D, finalStates: finalStates as Tensor2D[] };
}

/** One operation with its options. */
class Call {
  /** Behind the inputs that every call has. */
  readonly optional: readonly Tensor[];
  readonly #backend: NativeBackend;
  readonly #operation: string;
  readonly #attributes: readonly OperationAttribute[];

  constructor(backend: NativeBackend, operation: string, options: SequenceOptions) {
    const { precision, reverse = false, lengths, recurrentMask, zoneout = [] } = options;
    const attribute = attributes(backend);
    this.#backend = backend;
    this.#operation = operation;
    this.optional = [lengths, recurrentMask, ...zoneout].filter((one) => one !== undefined);
    this.#attributes = [
      attribute.boolean('reverse', reverse),
      attribute.boolean('mixed', precision === 'mixed'),
      attribute.integer('has_lengths', lengths === undefined ? 0 : 1),
      attribute.integer('has_recurrent_mask', recurrentMask === undefined ? 0 : 1),
      attribute.integer('states_kept', zoneout.length),
    ];
  }

  /** @returns outputs, final states and, where training, what the way back needs */
  forward(inputs: readonly Tensor[], states: number, training: boolean): Tensor[] {
    const flag = attributes(this.#backend).boolean('training', training);
    return this.#backend.executeMultipleOutputs(
      this.#operation,
      [...this.#attributes, flag],
      [...inputs, ...this.optional],
      2 + states,
    );
  }

  /** @returns derivatives by all inputs but the first */
  gradient(inputs: readonly Tensor[], outputs: number): Tensor[] {
    const name = `${this.#operation}Gradient`;
    return this.#backend.executeMultipleOutputs(name, this.#attributes, inputs, outputs);
  }

  inputGradient(inputs: readonly Tensor[]): Tensor {
    return this.#backend.executeSingleOutput(`${this.#operation}Input`, this.#attributes, inputs);
  }
}
