import { hasNativeKernel } from '../native-kernels.ts';
import { nativeBackend } from '../tensorflow.ts';

/** 10^9 operations a second on all threads. */
export interface ArithmeticPeak {
  readonly fp32: number;
  /** Null where the processor has no products of bfloat16. */
  readonly bf16: number | null;
}

/**
 * The highest speed that the processor's arithmetic reaches, measured with multiplications and
 * additions in registers; takes about a quarter of a second. Null without the compiled kernels.
 */
export function arithmeticPeak(): ArithmeticPeak | null {
  const native = nativeBackend();
  if (native === null || !hasNativeKernel('UnrollArithmeticPeak')) return null;
  const outputs = native.executeMultipleOutputs('UnrollArithmeticPeak', [], [], 2);
  const [fp32, bf16] = outputs.map((output) => output.dataSync<'float32'>()[0]!);
  for (const output of outputs) output.dispose();
  return { fp32: fp32!, bf16: bf16 === 0 ? null : bf16! };
}
