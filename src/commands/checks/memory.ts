import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { bytes } from '../terminal/figures.ts';
import type { Check, Finding } from './check.ts';

const enough = 2e9;
const least = 7e8;

/** Memory that a trainer can have now. */
export const memory: Check = {
  name: 'Memory',
  async look(): Promise<Finding> {
    const available = availableBytes();
    const total = totalmem();
    const detail = `${bytes(available)} of ${bytes(total)} available`;
    const facts = { memoryAvailableBytes: available, memoryTotalBytes: total };
    if (available >= enough) return { state: 'ok', detail, facts };
    const advice = 'Close other programs, or train smaller networks with smaller batches.';
    return { state: available < least ? 'failing' : 'warning', detail, advice, facts };
  },
};

/** Linux counts caches that it would give back as used: its own figure for what can be had is better. */
function availableBytes(): number {
  if (process.platform !== 'linux') return freemem();
  try {
    const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024;
  } catch {
    return freemem();
  }
}
