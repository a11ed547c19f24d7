import { cudnn } from './cudnn.ts';
import type { SequenceKernel } from './kernel.ts';
import { native } from './native.ts';
import { reference } from './reference.ts';
import { scan } from './scan.ts';
import { tensorflowBlock } from './tensorflow-block.ts';
import { tensorflowBptt } from './tensorflow-bptt.ts';

/** Every kernel, the fastest measured first (test/bench/kernels.ts); the last runs everything. */
export const kernels: readonly SequenceKernel[] = [
  cudnn,
  native,
  scan,
  tensorflowBptt,
  tensorflowBlock,
  reference,
];
