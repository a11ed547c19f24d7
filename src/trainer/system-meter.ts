import type { MetricValues } from '../contract/index.ts';
import { GpuMeter } from './gpu-meter.ts';

/** Seconds between measurements. */
const every = 2;

/** Resident memory of this process at most, since its start; bytes. */
export function peakMemory(): number {
  // In kilobytes, whatever the system.
  return process.resourceUsage().maxRSS * 1024;
}

/**
 * What training asks of the machine: memory, cores at work, and how much of the time it waits for its
 * data rather than computing.
 */
export class SystemMeter {
  #measuredAt = Number.NEGATIVE_INFINITY;
  #wallBefore = performance.now();
  #cpuBefore = process.cpuUsage();
  #waited = 0;
  readonly #gpu = new GpuMeter();

  /** Does the work and counts its time as waiting for data. */
  waiting<T>(work: () => T): T {
    const began = performance.now();
    const result = work();
    this.#waited += performance.now() - began;
    return result;
  }

  /**
   * @param seconds of training so far
   * @returns `sys/rss` and its highest so far, `sys/peak_rss`, in MB, `sys/cpu` in cores,
   *   `sys/data_wait` in per cent of the time since the last measurement, and what `GpuMeter` tells;
   *   empty where that was a moment ago
   */
  measure(seconds: number): MetricValues {
    if (seconds - this.#measuredAt < every) return {};
    const first = this.#measuredAt === Number.NEGATIVE_INFINITY;
    this.#measuredAt = seconds;
    const now = performance.now();
    const { user, system } = process.cpuUsage(this.#cpuBefore);
    const elapsed = now - this.#wallBefore;
    const shares = {
      'sys/cpu': (user + system) / 1000 / elapsed,
      'sys/data_wait': (100 * this.#waited) / elapsed,
    };
    this.#wallBefore = now;
    this.#cpuBefore = process.cpuUsage();
    this.#waited = 0;
    const memory = {
      'sys/rss': process.memoryUsage.rss() / 1e6,
      'sys/peak_rss': peakMemory() / 1e6,
      ...this.#gpu.measure(),
    };
    // Until the first step the time went into the start.
    return first || elapsed <= 0 ? memory : { ...memory, ...shares };
  }
}
