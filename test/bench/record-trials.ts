/**
 * Trains a small recurrent language model some hundreds of times on the first part of the sample
 * text that comes with Unroll, with settings spread evenly over a search space, and stores each
 * trial's validation loss by epoch in search/recorded/trials.csv: a table on which searches can be
 * compared without training. `npm run bench -- record-trials [TRIALS] [MINUTES]` ends after so many
 * minutes at the latest (2 unless given) and goes on where it was when it is called again.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataFile, problemOf } from '../../src/contract/index.ts';
import { sobolPoint } from '../../src/search/samplers/sobol.ts';
import type { ParameterValues } from '../../src/search/space/parameter.ts';
import { SearchSpace } from '../../src/search/space/search-space.ts';
import { JobHost } from '../../src/trainer/job-host.ts';
import { train } from '../../src/trainer/jobs/train.ts';
import { linesOf, recordedEpochs, recordedSpace, recordedTrials } from './search/recorded-table.ts';

const characters = 12_000;
const fixed = {
  max_epochs: recordedEpochs,
  patience: 0,
  bptt: 32,
  samples_every: 0,
  seed: 1,
  kernel: 'native',
  diagnostics: false,
  checkpoint_minutes: 60,
};
const count = Number(process.argv[3] ?? 240);
const until = performance.now() + 60_000 * Number(process.argv[4] ?? 2);
const folder = mkdtempSync(join(tmpdir(), 'unroll-record-'));
const data = sample();
const space = new SearchSpace(recordedSpace);
const trials = recordedTrials();
while (trials.length < count && performance.now() < until) {
  const started = process.cpuUsage();
  const values = rounded(sobolPoint(space, 1, trials.length));
  const losses = await lossesOf(values, join(folder, String(trials.length)));
  trials.push({ values, losses });
  const { path, text } = linesOf(trials);
  writeFileSync(path, text);
  const seconds = (process.cpuUsage(started).user / 1e6).toFixed(1);
  const end = losses.at(-1) ?? 'diverged';
  process.stdout.write(`${trials.length} of ${count}: ${end} (${seconds} s of a core)\n`);
}
rmSync(folder, { recursive: true, force: true });

/** What the table stores is what was trained with. */
function rounded(values: ParameterValues): ParameterValues {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? Number(value.toPrecision(4)) : value,
  ]);
  return Object.fromEntries(entries) as ParameterValues;
}

/** Validation loss after each epoch, in nats; fewer than the epochs where training diverged. */
async function lossesOf(values: ParameterValues, directory: string): Promise<number[]> {
  const losses: number[] = [];
  const host = new JobHost((message) => {
    if (message.type !== 'report') return;
    for (const { metrics } of message.points) {
      const loss = metrics['val/nats'];
      if (loss !== undefined && Number.isFinite(loss)) losses.push(Number(loss.toPrecision(5)));
    }
  });
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
