import { execFile } from 'node:child_process';
import type { MetricValues } from '../contract/index.ts';

/** What NVIDIA's drivers bring to ask a GPU. */
const program = 'nvidia-smi';
const query = [
  '--query-gpu=utilization.gpu,memory.used,memory.total',
  '--format=csv,noheader,nounits',
];

/** A driver that hangs is not waited for longer, milliseconds. */
const patience = 5000;

/** The program counts in MiB, everything here in MB. */
const megabytes = 1.048576;

/**
 * What the GPUs of this machine do, whoever uses them: `sys/gpu_util` in per cent of the time,
 * `sys/gpu_memory` in use and `sys/gpu_memory_total` in MB. Of several GPUs those that
 * `CUDA_VISIBLE_DEVICES` names count, and of these the busiest is told.
 *
 * Training never waits for it: an answer is told with the measurement after it has come.
 */
export class GpuMeter {
  #latest: MetricValues = {};
  #asking = false;
  #absent = false;

  /** @returns what was found since the last call, empty without a GPU; asks anew */
  measure(): MetricValues {
    const found = this.#latest;
    this.#latest = {};
    this.#ask();
    return found;
  }

  #ask(): void {
    if (this.#asking || this.#absent) return;
    this.#asking = true;
    const child = execFile(
      program,
      [...query, ...visibleDevices()],
      { timeout: patience, windowsHide: true },
      (error, output) => {
        this.#asking = false;
        // Not there, or there without a driver: nothing is to come.
        if (error !== null) this.#absent = true;
        else this.#latest = busiest(output);
      },
    );
    // A training that has ended does not stay for an answer.
    child.unref();
  }
}

function visibleDevices(): string[] {
  const devices = process.env['CUDA_VISIBLE_DEVICES']?.trim() ?? '';
  return /^[\w-]+(,[\w-]+)*$/.test(devices) ? [`--id=${devices}`] : [];
}

/** @param output a line for each GPU: `87, 12034, 81559`; what a GPU does not tell is no number */
function busiest(output: string): MetricValues {
  const gpus = output
    .split('\n')
    .map((line) => line.split(',').map((field) => Number.parseFloat(field)))
    .filter((fields) => fields.length === 3)
    .sort((a, b) => rank(b) - rank(a));
  const [utilisation, used, total] = gpus[0] ?? [];
  const named = {
    'sys/gpu_util': utilisation,
    'sys/gpu_memory': used && used * megabytes,
    'sys/gpu_memory_total': total && total * megabytes,
  };
  return Object.fromEntries(
    Object.entries(named).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}

/** By utilisation, of equally busy ones by memory in use. */
function rank([utilisation = 0, used = 0]: readonly number[]): number {
  return 1e9 * (utilisation || 0) + (used || 0);
}
