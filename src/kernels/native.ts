import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { NativeBackend, OperationAttribute } from '../backend/native.ts';
import { hasNativeKernel, nativeInstructions } from '../backend/native-kernels.ts';
import { attributes } from '../backend/operations/raw.ts';
import { isDifferentiating, withGradients } from '../backend/operations.ts';
import { nativeBackend } from '../backend/tensorflow.ts';
import type { Cell, CellId, CellWeights } from '../models/cells/cell.ts';
import { weightsToList } from '../models/cells/weights.ts';
import {
  featuresOfCell,
  offers,
  type Precision,
  type SequenceKernel,
  type SequenceOptions,
  type SequenceResult,
} from './kernel.ts';
import { reference } from './reference.ts';

/** Operations of the addon, src/kernels/native/recurrent/operations.cc. */
const operationOf: Readonly<Partial<Record<CellId, string>>> = {
  lstm: 'UnrollLstm',
  gru: 'UnrollGru',
  'gru-reset-before': 'UnrollGruResetBefore',
  rnn: 'UnrollRnn',
  slstm: 'UnrollSlstm',
};

/**
 * The addon's fused operations: a whole sequence forwards in one, back in one and, where somebody
 * asks for the derivatives by the input without having said so before, one more. What the way back
 * needs is kept by TensorFlow as one tensor, and only while gradients are taken.
 */
export const native: SequenceKernel = {
  id: 'native',
  supports: (kernelCase) => {
    const operation = operationOf[kernelCase.cell.id];
    return (
      operation !== undefined &&
      kernelCase.device === 'cpu' &&
      hasNativeKernel(operation) &&
      offers(kernelCase, featuresOfCell(kernelCase.cell), precisions())
    );
  },
  run(cell, x, initialStates, weights, options = {}) {
    const backend = nativeBackend();
    const operation = operationOf[cell.id];
    if (backend === null || operation === undefined) {
      throw new Error(`there is no compiled kernel for ${cell.id} here`);
    }
    // Packing the weights would take longer than multiplying with them once.
    if (weights.normalization && isGeneration(x, options)) {
      return reference.run(cell, x, initialStates, weights, options);
    }
    const call = new Call(backend, operation, options, normalizersOf(weights));
    return runSequence(call, cell, x, initialStates, weights);
  },
};

/** Products of bfloat16 need instructions for them. */
function precisions(): readonly Precision[] {
  return nativeInstructions() === 'avx512-bf16' ? ['fp32', 'mixed'] : ['fp32'];
}

/** A few steps that nobody will take derivatives of: one character after the other. */
function isGeneration({ shape: [time, batch] }: Tensor3D, options: SequenceOptions): boolean {
  return !isDifferentiating() && options.inputGradient !== true && time * batch <= 8;
}

/** Tensors of a layer normalisation among the weights. */
function normalizersOf({ normalization }: CellWeights): number {
  if (!normalization) return 0;
  return normalization.cell === null ? 2 : 4;
}

function runSequence(
  call: Call,
  cell: Cell,
  x: Tensor3D,
  initialStates: readonly Tensor2D[],
  weights: CellWeights,
): SequenceResult {
  const training = isDifferentiating();
  const numbered = (name: string, list: readonly Tensor[]) =>
    Object.fromEntries(list.map((tensor, i) => [`${name}${i}`, tensor]));
  const inputs: Record<string, Tensor> = {
    x,
    ...numbered('state', initialStates),
    ...numbered('weight', weightsToList(weights)),
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
      const byInput = derived[names.length - 1];
      return { x: () => byInput ?? call.inputGradient(saved), ...Object.fromEntries(others) };
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
  readonly #derivesInput: boolean;

  /** @param normalizers tensors of a layer normalisation */
  constructor(
    backend: NativeBackend,
    operation: string,
    options: SequenceOptions,
    normalizers: number,
  ) {
    const { precision, reverse = false, lengths, recurrentMask, zoneout = [] } = options;
    this.#derivesInput = options.inputGradient === true;
    const attribute = attributes(backend);
    this.#backend = backend;
    this.#operation = operation;
    this.optional = [lengths, recurrentMask, ...zoneout].filter((one) => one !== undefined);
    this.#attributes = [
      attribute.boolean('reverse', reverse),
      attribute.boolean('mixed', precision === 'mixed'),
      attribute.integer('normalized', normalizers),
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

  /**
   * @param others how many inputs there are but for the first
   * @returns derivatives by these and, where it is known to be needed, by the first
   */
  gradient(inputs: readonly Tensor[], others: number): Tensor[] {
    const byInput = this.#derivesInput ? 1 : 0;
    return this.#backend.executeMultipleOutputs(
      `${this.#operation}Gradient`,
      [...this.#attributes, attributes(this.#backend).integer('input_gradient', byInput)],
      inputs,
      others + byInput,
    );
  }

  inputGradient(inputs: readonly Tensor[]): Tensor {
    return this.#backend.executeSingleOutput(`${this.#operation}Input`, this.#attributes, inputs);
  }
}
