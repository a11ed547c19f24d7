import * as tf from '@tensorflow/tfjs-core';

/** What of tfjs-core's engine takes several values; tf.customGrad takes one and then calls this. */
interface Engine {
  isTapeOn(): boolean;
  runKernelFunc(kernel: {
    readonly inputs: Readonly<Record<string, tf.Tensor>>;
    forwardFunc(backend: unknown, save: (tensors: tf.Tensor[]) => void): tf.Tensor[];
    backwardsFunc(
      dys: tf.Tensor | tf.Tensor[],
      saved: tf.Tensor[],
    ): Readonly<Record<string, () => tf.Tensor>>;
  }): tf.Tensor[];
}

const engine = () => tf.engine() as unknown as Engine;

/** Several values of one operation together with the way back. */
export interface ManyDifferentiable<Input extends string> {
  readonly inputs: Readonly<Record<Input, tf.Tensor>>;
  /**
   * What it makes and neither returns nor saves is disposed; saved tensors live until the gradients
   * have been taken.
   * @param save may be called once
   */
  forward(save: (tensors: tf.Tensor[]) => void): tf.Tensor[];
  /**
   * @param dys one for each value; zeros where the final scalar does not depend on it
   * @returns for each input a function, called only where somebody asks for that derivative
   */
  gradients(dys: tf.Tensor[], saved: tf.Tensor[]): Readonly<Record<Input, () => tf.Tensor>>;
}

/** As `withGradient`, for operations with several outputs. */
export function withGradients<Input extends string>({
  inputs,
  forward,
  gradients,
}: ManyDifferentiable<Input>): tf.Tensor[] {
  return engine().runKernelFunc({
    inputs,
    forwardFunc: (_, save) => forward(save),
    backwardsFunc: (dys, saved) => gradients(Array.isArray(dys) ? dys : [dys], saved),
  });
}

/** Whether gradients will be asked for: outside nothing needs to be kept for the way back. */
export function isDifferentiating(): boolean {
  return engine().isTapeOn();
}
