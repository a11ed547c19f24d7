import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Parameter, ParameterValues } from '../../../src/search/space/parameter.ts';

/** A trial that really ran: its settings and its validation loss after each epoch, in nats. */
export interface RecordedTrial {
  readonly values: ParameterValues;
  /** Shorter than a full trial where training diverged. */
  readonly losses: readonly number[];
}

/** Length of a full trial. */
export const recordedEpochs = 27;

/** The settings over which trials were recorded; all others as record-trials.ts says. */
export const recordedSpace: readonly Parameter[] = [
  { name: 'lr', type: 'float', low: 3e-4, high: 0.1, log: true },
  { name: 'hidden_size', type: 'integer', low: 8, high: 32, log: true },
  { name: 'cell', type: 'categorical', choices: ['rnn', 'lstm', 'gru'] },
  { name: 'num_layers', type: 'integer', low: 1, high: 2 },
  { name: 'dropout', type: 'float', low: 0, high: 0.5 },
  { name: 'batch_size', type: 'integer', low: 8, high: 32, log: true },
];

/** A line for each trial: its values in the order of the space, then its losses apart by blanks. */
const path = resolve('test/bench/search/recorded/trials.csv');
const header = [...recordedSpace.map(({ name }) => name), 'losses'].join(',');

export function recordedTrials(): RecordedTrial[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const cells = line.split(',');
    const values = recordedSpace.map(({ name, type }, index) => {
      const cell = cells[index]!;
      return [name, type === 'categorical' ? cell : Number(cell)];
    });
    const losses = cells.at(-1)!.split(' ').filter(Boolean).map(Number);
    return { values: Object.fromEntries(values) as ParameterValues, losses };
  });
}

export function linesOf(trials: readonly RecordedTrial[]): { path: string; text: string } {
  const lines = trials.map(({ values, losses }) =>
    [...recordedSpace.map(({ name }) => values[name]), losses.join(' ')].join(','),
  );
  return { path, text: `${[header, ...lines].join('\n')}\n` };
}

/** A place for each setting, from 0 to 1 over its range; choices by their index. */
export function placeOf(values: ParameterValues): number[] {
  return recordedSpace.map((parameter) => {
    const value = values[parameter.name]!;
    if (parameter.type === 'categorical') return parameter.choices.indexOf(value);
    const { low, high, log } = parameter;
    const scale = log === true ? Math.log : Number;
    return (scale(Number(value)) - scale(low)) / (scale(high) - scale(low));
  });
}

/** Distance of two places; another choice counts as far as the whole range. */
export function distance(a: readonly number[], b: readonly number[]): number {
  const square = recordedSpace.reduce((sum, { type }, d) => {
    const apart = a[d]! - b[d]!;
    return sum + (type === 'categorical' ? Number(apart !== 0) : apart * apart);
  }, 0);
  return Math.sqrt(square);
}

/** Trials whose losses are mixed. */
const neighbours = 8;

/**
 * A surrogate of the table: the best losses of the nearest trials, weighted by their distance
 * (Franke and Little 1980: ((R - d) / (R d))², R the distance of the first trial left out), which
 * passes through every trial and has no jumps where the nearest change.
 * @returns null where nothing is recorded
 */
export function recordedSurrogate(): {
  readonly loss: (values: ParameterValues) => number;
  readonly best: number;
} | null {
  const known = recordedTrials().map(({ values, losses }) => ({
    place: placeOf(values),
    best: Math.min(divergedLoss, ...losses),
  }));
  if (known.length <= neighbours) return null;
  const loss = (values: ParameterValues): number => {
    const place = placeOf(values);
    const near = known
      .map((trial) => ({ best: trial.best, apart: distance(place, trial.place) }))
      .sort((a, b) => a.apart - b.apart)
      .slice(0, neighbours + 1);
    const reach = near.at(-1)!.apart;
    let [sum, total] = [0, 0];
    for (const { best, apart } of near.slice(0, -1)) {
      if (apart < 1e-9) return best;
      const weight = ((reach - apart) / (reach * apart)) ** 2;
      sum += weight * best;
      total += weight;
    }
    return total === 0 ? near[0]!.best : sum / total;
  };
  return { loss, best: Math.min(...known.map(({ best }) => best)) };
}

/** What a trial counts that never reached less: a little above an untrained network. */
const divergedLoss = 4.2;
