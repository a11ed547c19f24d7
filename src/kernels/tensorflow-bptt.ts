import type * as tf from '@tensorflow/tfjs-core';
import { NativeOperations } from '../backend/operations/native-operations.ts';
import { nativeBackend } from '../backend/tensorflow.ts';
import { type CellId, matrixWeights } from '../models/cells/cell.ts';
import { runGru } from './bptt/gru.ts';
import { runGruResetBefore } from './bptt/gru-reset-before.ts';
import { runLstm } from './bptt/lstm.ts';
import { runRnn } from './bptt/rnn.ts';
import { runSlstm } from './bptt/slstm.ts';
import { inReverse } from './in-reverse.ts';
import { offers, type SequenceKernel, type SequenceResult } from './kernel.ts';

/** Cells that it has been written out for. */
const written: readonly CellId[] = ['rnn', 'lstm', 'gru', 'gru-reset-before', 'slstm'];

/**
 * Back-propagation through time written out by hand: everything that does not depend on the state
 * before is done for the whole sequence at once, the rest with few operations a step, past the
 * tape. Needs the native library.
 */
export const tensorflowBptt: SequenceKernel = {
  id: 'tensorflow-bptt',
  supports: (kernelCase) =>
    written.includes(kernelCase.cell.id) &&
    offers(kernelCase, ['reverse']) &&
    kernelCase.device !== 'wasm' &&
    nativeBackend() !== null,
  run(cell, sequence, initialStates, given, options = {}) {
    const native = nativeBackend();
    if (native === null) throw new Error('tensorflow-bptt needs the native library');
    const operations = new NativeOperations(native);
    const weights = matrixWeights(given);
    const run = (x: tf.Tensor3D): SequenceResult => {
      switch (cell.id) {
        case 'rnn':
          return runRnn(operations, x, initialStates, weights);
        case 'lstm':
          return runLstm(native, operations, x, initialStates, weights);
        case 'gru':
          return runGru(operations, x, initialStates, weights);
        case 'gru-reset-before':
          return runGruResetBefore(operations, x, initialStates, weights);
        case 'slstm':
          return runSlstm(operations, x, initialStates, weights);
        default:
          throw new Error(`tensorflow-bptt is not written out for ${cell.id}`);
      }
    };
    return inReverse(options, sequence, run);
  },
};
