import { NativeOperations } from '../backend/operations/native-operations.ts';
import { nativeBackend } from '../backend/tensorflow.ts';
import { matrixWeights } from '../models/cells/cell.ts';
import { runBlockGru } from './block/gru-reset-before.ts';
import { runBlockLstm } from './block/lstm.ts';
import { inReverse } from './in-reverse.ts';
import { offers, type SequenceKernel } from './kernel.ts';

/** TensorFlow's fused recurrent operations, there for two of the cells. Needs the native library. */
export const tensorflowBlock: SequenceKernel = {
  id: 'tensorflow-block',
  supports: (kernelCase) =>
    offers(kernelCase, ['reverse']) &&
    (kernelCase.cell.id === 'lstm' || kernelCase.cell.id === 'gru-reset-before') &&
    kernelCase.device !== 'wasm' &&
    nativeBackend() !== null,
  run(cell, sequence, initialStates, weights, options = {}) {
    const native = nativeBackend();
    if (native === null) throw new Error('tensorflow-block needs the native library');
    const operations = new NativeOperations(native);
    const run = cell.id === 'lstm' ? runBlockLstm : runBlockGru;
    const given = matrixWeights(weights);
    return inReverse(options, sequence, (x) => run(native, operations, x, initialStates, given));
  },
};
