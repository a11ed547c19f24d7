import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MetricPoint } from '../contract/index.ts';

/** `metrics.jsonl` in a run folder: one point a line, for scripts and for anyone's own plots. */
export class MetricsLog {
  readonly path: string;

  constructor(directory: string) {
    this.path = join(directory, 'metrics.jsonl');
  }

  append(points: readonly MetricPoint[]): void {
    if (points.length === 0) return;
    appendFileSync(this.path, points.map((point) => `${JSON.stringify(point)}\n`).join(''));
  }

  /** Drops points above a step, and a last line that a crash cut short; -1 drops all. */
  truncateAfter(step: number): void {
    const lines = existsSync(this.path) ? readFileSync(this.path, 'utf8').split('\n') : [];
    const kept = lines.filter((line) => stepOf(line) <= step);
    const temporary = `${this.path}.partial`;
    writeFileSync(temporary, kept.map((line) => `${line}\n`).join(''));
    renameSync(temporary, this.path);
  }
}

/** Step of a line; infinite when it is no whole point. */
function stepOf(line: string): number {
  try {
    const step: unknown = (JSON.parse(line) as { step?: unknown }).step;
    return typeof step === 'number' ? step : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
