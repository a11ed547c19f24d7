import * as tf from '@tensorflow/tfjs-core';
import { NativeOperations } from '../backend/operations/native-operations.ts';
import { nativeBackend } from '../backend/tensorflow.ts';
import type { CellId } from '../models/cells/cell.ts';
import { featuresOfCell, offers, type SequenceKernel, type SequenceOptions } from './kernel.ts';
import { projectInput } from './project-input.ts';
import { scanIndRnn } from './scan/indrnn.ts';
import { scanLru } from './scan/lru.ts';
import { scanMinGru, scanMinLstm } from './scan/min-cells.ts';
import { scanMlstm } from './scan/mlstm.ts';
import type { Kept, ScanForm } from './scan/scan-form.ts';
import { scanSru } from './scan/sru.ts';

const forms: Readonly<Partial<Record<CellId, ScanForm>>> = {
  mingru: scanMinGru,
  minlstm: scanMinLstm,
  sru: scanSru,
  indrnn: scanIndRnn,
  lru: scanLru,
  mlstm: scanMlstm,
};

/**
 * Cells whose state is read by no matrix: all products are made for the whole sequence at once, and
 * what is left over time is a cheap recurrence, each unit for itself, with a way back of its own.
 * Needs the native library.
 */
export const scan: SequenceKernel = {
  id: 'scan',
  supports: (kernelCase) =>
    forms[kernelCase.cell.id] !== undefined &&
    offers(kernelCase, featuresOfCell(kernelCase.cell)) &&
    kernelCase.device !== 'wasm' &&
    nativeBackend() !== null,
  run(cell, x, states, weights, options = {}) {
    const form = forms[cell.id];
    const native = nativeBackend();
    if (form === undefined || native === null) throw new Error(`${cell.id} has no scan here`);
    const { reverse = false, recurrentMask: mask = null } = options;
    const operations = new NativeOperations(native);
    const turn = (sequence: tf.Tensor3D) => (reverse ? tf.reverse(sequence, 0) : sequence);
    const kept = keptOf(options, x.shape[0], turn);
    const projected = projectInput(cell, turn(x), weights);
    const { outputs, finalStates } = form({ operations, projected, states, weights, kept, mask });
    const counted = kept.counts === null ? outputs : tf.mul<tf.Tensor3D>(outputs, kept.counts);
    return { outputs: turn(counted), finalStates };
  },
};

/** In reverse the steps behind an end come first, and leave the initial state as it is. */
function keptOf(
  { lengths, zoneout }: SequenceOptions,
  time: number,
  turn: (sequence: tf.Tensor3D) => tf.Tensor3D,
): Kept {
  const steps = tf.expandDims(tf.range(0, time, 1, 'int32'), 1);
  const counts = lengths && tf.expandDims(tf.cast(tf.less(steps, lengths), 'float32'), 2);
  return {
    counts: counts ? turn(counts as tf.Tensor3D) : null,
    zoneout: zoneout?.map((share) => (share.shape[0] === 1 ? share : turn(share))) ?? null,
  };
}
