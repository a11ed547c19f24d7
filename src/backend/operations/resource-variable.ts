import type { Tensor } from '@tensorflow/tfjs-core';
import type { NativeBackend, OperationAttribute } from '../native.ts';
import { attributes } from './raw.ts';

let created = 0;

/**
 * A float32 value that TensorFlow itself keeps and changes in place, which its fused update
 * operations need. Native backend only.
 */
export class ResourceVariable {
  readonly handle: Tensor;
  readonly #native: NativeBackend;
  readonly #type: OperationAttribute;

  /** @param initial its value is copied; not disposed */
  constructor(native: NativeBackend, initial: Tensor) {
    this.#native = native;
    this.#type = attributes(native).type('dtype', 'float32');
    this.handle = native.executeSingleOutput('VarHandleOp', this.#handleAttributes(initial), []);
    this.assign(initial);
  }

  #handleAttributes(initial: Tensor): OperationAttribute[] {
    const { text, shape } = attributes(this.#native);
    created += 1;
    return [
      this.#type,
      shape('shape', initial.shape),
      text('container', ''),
      text('shared_name', `unroll-${created}`),
    ];
  }

  /** A tensor that shares the memory until the next change; the caller disposes it. */
  read(): Tensor {
    return this.#native.executeSingleOutput('ReadVariableOp', [this.#type], [this.handle]);
  }

  assign(value: Tensor): void {
    this.#native.executeMultipleOutputs('AssignVariableOp', [this.#type], [this.handle, value], 0);
  }

  dispose(): void {
    this.#native.executeMultipleOutputs('DestroyResourceOp', [], [this.handle], 0);
    this.handle.dispose();
  }
}

/** Scalars of one Adam update, as TensorFlow's kernel takes them. */
export interface AdamScalars {
  /** Learning rate with the bias corrections in it. */
  readonly lr: Tensor;
  readonly beta1: Tensor;
  readonly beta2: Tensor;
  readonly epsilon: Tensor;
  /** A zero: both beta powers, so that the kernel corrects nothing itself. */
  readonly zero: Tensor;
}

/**
 * m += (1 - beta1) (g - m); v += (1 - beta2) (g^2 - v); p -= lr m / (sqrt(v) + epsilon), in one
 * pass over memory.
 */
export function applyAdam(
  native: NativeBackend,
  parameter: ResourceVariable,
  moments: { readonly first: ResourceVariable; readonly second: ResourceVariable },
  { lr, beta1, beta2, epsilon, zero }: AdamScalars,
  gradient: Tensor,
): void {
  const { first, second } = moments;
  native.executeMultipleOutputs(
    'ResourceApplyAdam',
    updateAttributes(native),
    [
      parameter.handle,
      first.handle,
      second.handle,
      zero,
      zero,
      lr,
      beta1,
      beta2,
      epsilon,
      gradient,
    ],
    0,
  );
}

/** buffer = momentum buffer + g; p -= lr buffer, or lr (g + momentum buffer) with Nesterov. */
export function applyMomentum(
  native: NativeBackend,
  parameter: ResourceVariable,
  buffer: ResourceVariable,
  scalars: { readonly lr: Tensor; readonly momentum: Tensor; readonly nesterov: boolean },
  gradient: Tensor,
): void {
  const { lr, momentum, nesterov } = scalars;
  native.executeMultipleOutputs(
    'ResourceApplyMomentum',
    updateAttributes(native, nesterov),
    [parameter.handle, buffer.handle, lr, gradient, momentum],
    0,
  );
}

function updateAttributes(native: NativeBackend, nesterov = false): OperationAttribute[] {
  const attribute = attributes(native);
  return [
    attribute.type('T', 'float32'),
    attribute.boolean('use_locking', false),
    attribute.boolean('use_nesterov', nesterov),
  ];
}
