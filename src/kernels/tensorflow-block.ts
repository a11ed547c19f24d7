import { NativeOperations } from '../backend/operations/native-operations.ts';
import { nativeBackend } from '../backend/tensorflow.ts';
import { runBlockGru } from './block/gru-reset-before.ts';
import { runBlockLstm } from './block/lstm.ts';
import type { SequenceKernel } from './kernel.ts';

/** TensorFlow's fused recurrent operations, there for two of the cells. Needs the native library. */
export const tensorflowBlock: SequenceKernel = {
  id: 'tensorflow-block',
  supports: ({ cell, device }) =>
    (cell.id === 'lstm' || cell.id === 'gru-reset-before') &&
    device !== 'wasm' &&
    nativeBackend() !== null,
  run(cell, x, initialStates, weights) {
    const native = nativeBackend();
    if (native === null) throw new Error('tensorflow-block needs the native library');
    const operations = new NativeOperations(native);
    if (cell.id === 'lstm') return runBlockLstm(native, operations, x, initialStates, weights);
    return runBlockGru(native, operations, x, initialStates, weights);
  },
};
