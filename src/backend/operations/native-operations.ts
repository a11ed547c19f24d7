import type * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend, OperationAttribute } from '../native.ts';
import { attributes, int32Constant } from './raw.ts';

/**
 * TensorFlow operations called straight, without the tape and kernel look-up of tfjs-core: for use
 * inside `withGradient`, where both are dead weight. Results belong to the enclosing tidy. All
 * values are float32. Errors of TensorFlow (shapes that do not fit) are thrown.
 */
export class NativeOperations {
  readonly #native: NativeBackend;
  readonly #float: readonly OperationAttribute[];
  readonly #attribute: ReturnType<typeof attributes>;

  constructor(native: NativeBackend) {
    this.#native = native;
    this.#attribute = attributes(native);
    this.#float = [this.#attribute.type('T', 'float32')];
  }

  add<T extends tf.Tensor>(a: T, b: tf.Tensor): T {
    return this.#elementwise('AddV2', [a, b]) as T;
  }

  subtract<T extends tf.Tensor>(a: T, b: T): T {
    return this.#elementwise('Sub', [a, b]) as T;
  }

  multiply<T extends tf.Tensor>(a: T, b: tf.Tensor): T {
    return this.#elementwise('Mul', [a, b]) as T;
  }

  sigmoid<T extends tf.Tensor>(x: T): T {
    return this.#elementwise('Sigmoid', [x]) as T;
  }

  tanh<T extends tf.Tensor>(x: T): T {
    return this.#elementwise('Tanh', [x]) as T;
  }

  /** dy * y * (1 - y), where y = sigmoid(x). */
  sigmoidGradient<T extends tf.Tensor>(y: T, dy: T): T {
    return this.#elementwise('SigmoidGrad', [y, dy]) as T;
  }

  /** dy * (1 - y * y), where y = tanh(x). */
  tanhGradient<T extends tf.Tensor>(y: T, dy: T): T {
    return this.#elementwise('TanhGrad', [y, dy]) as T;
  }

  divide<T extends tf.Tensor>(a: T, b: T): T {
    return this.#elementwise('RealDiv', [a, b]) as T;
  }

  maximum<T extends tf.Tensor>(a: T, b: T): T {
    return this.#elementwise('Maximum', [a, b]) as T;
  }

  exponential<T extends tf.Tensor>(x: T): T {
    return this.#elementwise('Exp', [x]) as T;
  }

  /** log(1 + e^x) */
  softplus<T extends tf.Tensor>(x: T): T {
    return this.#elementwise('Softplus', [x]) as T;
  }

  relu<T extends tf.Tensor>(x: T): T {
    return this.#elementwise('Relu', [x]) as T;
  }

  /** dy where y > 0, where y = relu(x). */
  reluGradient<T extends tf.Tensor>(y: T, dy: T): T {
    return this.#elementwise('ReluGrad', [dy, y]) as T;
  }

  /** Sum of tensors of one shape. */
  addMany<T extends tf.Tensor>(terms: readonly T[]): T {
    const attributes = [this.#attribute.integer('N', terms.length), ...this.#float];
    return this.#native.executeSingleOutput('AddN', attributes, terms) as T;
  }

  /** @returns (rows of a, columns of b) after the transpositions asked for */
  matMul(a: tf.Tensor2D, b: tf.Tensor2D, transposeA = false, transposeB = false): tf.Tensor2D {
    const attributes = [
      this.#attribute.boolean('transpose_a', transposeA),
      this.#attribute.boolean('transpose_b', transposeB),
      ...this.#float,
    ];
    return this.#native.executeSingleOutput('MatMul', attributes, [a, b]) as tf.Tensor2D;
  }

  /** Adds a vector to every row. @param x (rows, width) @param bias (width) */
  addBias(x: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
    return this.#elementwise('BiasAdd', [x, bias]) as tf.Tensor2D;
  }

  /** Sum over rows. @param x (rows, width) @returns (width) */
  sumRows(x: tf.Tensor2D): tf.Tensor1D {
    return this.#elementwise('BiasAddGrad', [x]) as tf.Tensor1D;
  }

  concat<T extends tf.Tensor>(parts: readonly T[], axis: number): T {
    const attributes = [
      this.#attribute.integer('N', parts.length),
      ...this.#float,
      this.#attribute.type('Tidx', 'int32'),
    ];
    const axisTensor = int32Constant(this.#native, [axis], []);
    const output = this.#native.executeSingleOutput('ConcatV2', attributes, [...parts, axisTensor]);
    axisTensor.dispose();
    return output as T;
  }

  /** Parts of the given sizes along an axis. */
  split<T extends tf.Tensor>(x: T, sizes: readonly number[], axis: number): T[] {
    const attributes = [
      this.#attribute.integer('num_split', sizes.length),
      ...this.#float,
      this.#attribute.type('Tlen', 'int32'),
    ];
    const sizesTensor = int32Constant(this.#native, sizes, [sizes.length]);
    const axisTensor = int32Constant(this.#native, [axis], []);
    const inputs = [x, sizesTensor, axisTensor];
    const parts = this.#native.executeMultipleOutputs('SplitV', attributes, inputs, sizes.length);
    sizesTensor.dispose();
    axisTensor.dispose();
    return parts as T[];
  }

  /** Joins (batch, width) tensors into (time, batch, width). */
  stack(steps: readonly tf.Tensor2D[]): tf.Tensor3D {
    const attributes = [
      this.#attribute.integer('N', steps.length),
      ...this.#float,
      this.#attribute.integer('axis', 0),
    ];
    return this.#native.executeSingleOutput('Pack', attributes, steps) as tf.Tensor3D;
  }

  /** The time steps of (time, batch, width), sharing its memory where alignment allows. */
  unstack(x: tf.Tensor3D): tf.Tensor2D[] {
    const attributes = [
      this.#attribute.integer('num', x.shape[0]),
      ...this.#float,
      this.#attribute.integer('axis', 0),
    ];
    return this.#native.executeMultipleOutputs(
      'Unpack',
      attributes,
      [x],
      x.shape[0],
    ) as tf.Tensor2D[];
  }

  /** Swaps the axes of a matrix. */
  transpose(x: tf.Tensor2D): tf.Tensor2D {
    const attributes = [...this.#float, this.#attribute.type('Tperm', 'int32')];
    const order = int32Constant(this.#native, [1, 0], [2]);
    const output = this.#native.executeSingleOutput('Transpose', attributes, [x, order]);
    order.dispose();
    return output as tf.Tensor2D;
  }

  #elementwise(name: string, inputs: readonly tf.Tensor[]): tf.Tensor {
    return this.#native.executeSingleOutput(name, this.#float, inputs);
  }
}
