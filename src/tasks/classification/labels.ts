import type { TargetKind } from '../../datasets/index.ts';
import type { RawExample } from './raw-examples.ts';
import { noNumber, nothingToTell } from './target.ts';

/** Stands for a step, or a sequence, that has no label or one that training never saw. */
export const noLabel = -1;

/** Classes, or the scale of numbers, as the training part tells them. */
export class Targets {
  readonly kind: TargetKind;
  /** In the order of the network's outputs; empty for numbers. */
  readonly classes: readonly string[];
  /** Of numbers, in the training part. */
  readonly scale: { readonly mean: number; readonly deviation: number };
  /** How often each class comes in the training part. */
  readonly counts: readonly number[];
  readonly #numbers: ReadonlyMap<string, number>;

  /** @throws UnrollError where there is nothing to tell apart, or a label is no number */
  constructor(kind: TargetKind, training: readonly RawExample[]) {
    this.kind = kind;
    this.scale = kind === 'number' ? scaleOf(training) : { mean: 0, deviation: 1 };
    const counts = kind === 'number' ? new Map<string, number>() : countLabels(training);
    this.classes = sortedClasses([...counts.keys()]);
    this.counts = this.classes.map((name) => counts.get(name)!);
    this.#numbers = new Map(this.classes.map((name, index) => [name, index]));
    if (kind !== 'number' && this.classes.length < 2) throw nothingToTell(this.classes);
  }

  /** Numbers that the network gives for a sequence, or for a labelled step. */
  get outputs(): number {
    return this.kind === 'number' ? 1 : this.classes.length;
  }

  /**
   * What the network shall say: one value, or one for each of `steps`; `noLabel` where nothing is
   * known (NaN for numbers).
   */
  encode({ label, stepLabels }: RawExample, steps: number): Float32Array {
    if (this.kind === 'number') {
      const value = label === '' ? Number.NaN : Number(label);
      return Float32Array.of((value - this.scale.mean) / this.scale.deviation);
    }
    const numberOf = (name: string) => this.#numbers.get(name) ?? noLabel;
    if (this.kind === 'class') return Float32Array.of(numberOf(label));
    return Float32Array.from({ length: steps }, (_, step) => numberOf(stepLabels?.[step] ?? ''));
  }

  /** In the labels' own unit. */
  original(scaled: number): number {
    return scaled * this.scale.deviation + this.scale.mean;
  }
}

function countLabels(training: readonly RawExample[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { label, stepLabels = [label] } of training) {
    for (const name of stepLabels) if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Numbers by size, others by name. */
function sortedClasses(names: readonly string[]): string[] {
  const numeric = names.every((name) => Number.isFinite(Number(name)));
  return [...names].sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
}

function scaleOf(training: readonly RawExample[]): Targets['scale'] {
  const values = training.map(({ label }) => Number(label));
  const wrong = training.find((_, index) => !Number.isFinite(values[index]!));
  if (wrong !== undefined) throw noNumber(wrong.label, wrong.name);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: variance > 1e-12 ? Math.sqrt(variance) : 1 };
}
