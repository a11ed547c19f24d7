/// <reference path="../raw-text.d.ts" />
import type { ContestantProgram } from './contestant.ts';
import pytorchScript from './pytorch_contestant.py?raw';

/** Unroll itself: its task sessions, its trainer's step, its kernels. */
export function unrollProgram(workerEntry: string, threads: number): ContestantProgram {
  return nodeProgram('Unroll', workerEntry, 'unroll', threads);
}

/** The layers that come with TensorFlow.js, on the same native library as Unroll. */
export function stockLayersProgram(workerEntry: string, threads: number): ContestantProgram {
  return nodeProgram('TensorFlow.js layers', workerEntry, 'tfjs-layers', threads);
}

function nodeProgram(
  label: string,
  entry: string,
  contestant: string,
  threads: number,
): ContestantProgram {
  const count = String(threads);
  return {
    label,
    command: process.execPath,
    args: [entry, contestant],
    environment: { TF_NUM_INTRAOP_THREADS: count, UNROLL_THREADS: count },
  };
}

export function pytorchProgram(python: string, threads: number): ContestantProgram {
  return {
    label: 'PyTorch',
    command: python,
    // Unbuffered and without looking into the folder that the bench is started in.
    args: ['-u', '-c', pytorchScript, String(threads)],
    environment: { OMP_NUM_THREADS: String(threads), PYTHONSAFEPATH: '1' },
  };
}
