/**
 * What mixed precision costs in quality: a language model of a real text, trained to the end in fp32
 * and in mixed precision from the same seed. `npm run bench -- precision TEXT [character|word]
 * [SETTINGS]`, where the settings are JSON and go before those given here. It ends with 1 where the
 * final losses of the validation part are more than a hundredth apart.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { JobOf, TrainerMessage } from '../../src/contract/index.ts';
import { inspectFile } from '../../src/datasets/index.ts';
import { JobHost } from '../../src/trainer/job-host.ts';
import { train } from '../../src/trainer/jobs/train.ts';

type Settings = JobOf<'train'>['settings'];

/** Models that learn for some minutes from a megabyte. */
const models: Readonly<Record<string, Settings>> = {
  character: {
    ...{ hidden_size: 128, num_layers: 2, batch_size: 64, bptt: 64, lr: 4e-3 },
    ...{ max_epochs: 6, patience: 0, seed: 1 },
  },
  word: {
    ...{ tokens: 'word', hidden_size: 200, num_layers: 2, dropout: 0.3, batch_size: 32, bptt: 35 },
    ...{ lr: 2e-3, max_epochs: 4, patience: 0, seed: 1 },
  },
};

const [path, ...rest] = process.argv.slice(3);
if (path === undefined) throw new Error('which text? npm run bench -- precision TEXT');
const usual = models[rest[0] ?? ''];
const [settings = '{}'] = usual === undefined ? rest : rest.slice(1);
const given = JSON.parse(settings) as Settings;
const single = await trained(resolve(path), 'fp32');
const mixed = await trained(resolve(path), 'mixed');
const apart = mixed / single - 1;
console.log(
  `mixed ends ${(100 * Math.abs(apart)).toFixed(2)} % ${apart < 0 ? 'below' : 'above'} fp32`,
);
process.exit(Math.abs(apart) < 0.01 ? 0 : 1);

/** Final nats a token of the validation part. */
async function trained(text: string, precision: 'fp32' | 'mixed'): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-precision-'));
  const messages: TrainerMessage[] = [];
  const begin = performance.now();
  try {
    const { format, compression, hash } = await inspectFile(text);
    const job: JobOf<'train'> = {
      kind: 'train',
      task: 'language-model',
      data: { path: text, format, compression, hash },
      settings: { ...(usual ?? models['character']), ...given, precision },
      directory: folder,
      resume: false,
    };
    await train(job, new JobHost((message) => messages.push(message)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const points = messages.flatMap((message) => (message.type === 'report' ? message.points : []));
  const last = points.findLast(({ metrics }) => metrics['val/nats'] !== undefined);
  const started = messages.find((message) => message.type === 'started');
  const nats = last?.metrics['val/nats'];
  if (nats === undefined) throw new Error('the training told no loss');
  const seconds = ((performance.now() - begin) / 1000).toFixed(0);
  const { kernel, precision: used } = started?.environment ?? {};
  console.log(
    `${precision}: ${nats.toFixed(4)} nats after ${last?.step} steps, ${seconds} s (kernel ${kernel}, products in ${used})`,
  );
  return nats;
}
