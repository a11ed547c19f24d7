import type { Tensor } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native.ts';
import { int32Constant } from './raw.ts';

let given = 0;

/**
 * A float32 value in memory of Unroll's own kernels, which `updateParameters` changes in place.
 * Tensors that read it are views: as long as one of them lives, a change copies the values first
 * and leaves the old ones to the view, so that no tensor ever changes. Native kernels only.
 */
export class KeptValue {
  /** By which the operations know it. */
  readonly number: number;
  readonly #native: NativeBackend;

  constructor(native: NativeBackend) {
    given += 1;
    this.number = given;
    this.#native = native;
  }

  /** Copies the value in. @returns a view; the caller disposes both */
  assign(value: Tensor): Tensor {
    return this.#run('UnrollKeepValue', [value]);
  }

  /** @returns a view, which the caller disposes */
  show(): Tensor {
    return this.#run('UnrollShowValue', []);
  }

  dispose(): void {
    const numbers = int32Constant(this.#native, [this.number], [1]);
    this.#native.executeMultipleOutputs('UnrollForgetValues', [], [numbers], 0);
    numbers.dispose();
  }

  #run(operation: string, inputs: readonly Tensor[]): Tensor {
    const number = int32Constant(this.#native, [this.number], []);
    try {
      return this.#native.executeSingleOutput(operation, [], [number, ...inputs]);
    } finally {
      number.dispose();
    }
  }
}
