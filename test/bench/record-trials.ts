/**
 * Trains a small recurrent language model some hundreds of times on the first part of the sample
 * text that comes with Unroll, with settings spread evenly over a search space, and stores each
 * trial's validation loss by epoch in search/recorded/trials.json: a table on which searches can be
 * compared without training. `npm run bench -- record-trials [TRIALS]` takes some
 * minutes; one that was broken off goes on.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type DataFile, problemOf } from '../../src/contract/index.ts';
import { sobolPoint } from '../../src/search/samplers/sobol.ts';
import type { ParameterValues } from '../../src/search/space/parameter.ts';
import { SearchSpace } from '../../src/search/space/search-space.ts';
import { JobHost } from '../../src/trainer/job-host.ts';
import { train } from '../../src/trainer/jobs/train.ts';
import { type RecordedTable, type RecordedTrial, recordedSpace } from './search/recorded-table.ts';

const epochs = 9;
const characters = 16_000;
const count = Number(process.argv[3] ?? 180);
const path = resolve('test/bench/search/recorded/trials.json');
const folder = mkdtempSync(join(tmpdir(), 'unroll-record-'));
const data = sample();
const space = new SearchSpace(recordedSpace);
const stored: readonly RecordedTrial[] = existsSync(path)
  ? (JSON.parse(readFileSync(path, 'utf8')) as RecordedTable).trials
  : [];
const trials = [...stored];
for (let index = trials.length; index < count; index++) {
  const started = performance.now();
  const values = sobolPoint(space, 1, index);
  const losses = await lossesOf(values, join(folder, String(index)));
  trials.push({ values, losses });
  store(trials);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${index + 1} of ${count}: ${losses.at(-1) ?? 'diverged'} (${seconds} s)\n`);
}
rmSync(folder, { recursive: true, force: true });

/** Validation loss after each epoch, in nats; fewer than `epochs` where training diverged. */
async function lossesOf(values: ParameterValues, directory: string): Promise<number[]> {
  const losses: number[] = [];
  const host = new JobHost((message) => {
    if (message.type !== 'report') return;
    for (const { metrics } of message.points) {
      const loss = metrics['val/nats'];
      if (loss !== undefined && Number.isFinite(loss)) losses.push(Number(loss.toPrecision(5)));
    }
  });
  const fixed = { max_epochs: epochs, patience: 0, bptt: 24, samples_every: 0, seed: 1 };
  const settings = { ...fixed, ...values };
  try {
    await train(
      { kind: 'train', task: 'language-model', data, settings, directory, resume: false },
      host,
    );
  } catch (error) {
    process.stdout.write(`${problemOf(error).message}\n`);
  }
  return losses;
}

function sample(): DataFile {
  const text = readFileSync('build/resources/samples/tinyshakespeare.txt', 'utf8');
  const part = text.slice(0, characters);
  const file = join(folder, 'text.txt');
  writeFileSync(file, part);
  const hash = createHash('sha256').update(part).digest('hex');
  return { path: file, format: 'text', compression: null, hash };
}

function store(done: readonly RecordedTrial[]): void {
  const table: RecordedTable = { epochs, trials: done };
  const lines = done.map((trial) => JSON.stringify(trial)).join(',\n');
  const text = `{"epochs":${table.epochs},"trials":[\n${lines}\n]}\n`;
  writeFileSync(path, text);
}
