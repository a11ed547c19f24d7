import { expect, it } from 'vitest';
import { loadBackend, nativeBackend } from '../../src/backend/tensorflow.ts';
import type { JobOf, TrainerMessage } from '../../src/contract/index.ts';
import { kernels } from '../../src/kernels/index.ts';
import { cellById } from '../../src/models/cells/index.ts';
import { JobHost } from '../../src/trainer/job-host.ts';
import { train } from '../../src/trainer/jobs/train.ts';
import { temporaryHome } from '../support/temporary-home.ts';
import { smallText } from '../trainer/support/small-data.ts';

const { device } = await loadBackend();
const able = (['lstm', 'gru', 'rnn'] as const).filter((id) =>
  kernels.some((kernel) =>
    kernel.supports({
      ...{ cell: cellById(id), device, precision: 'mixed' },
      shape: { input: 16, hidden: 32 },
    }),
  ),
);

async function trained(cell: string, precision: string) {
  const folder = temporaryHome();
  const messages: TrainerMessage[] = [];
  const job: JobOf<'train'> = {
    kind: 'train',
    task: 'language-model',
    data: smallText(folder),
    settings: {
      ...{ cell, precision, hidden_size: 32, batch_size: 8, bptt: 16, dropout: 0, lr: 0.01 },
      ...{ max_steps: 150, eval_every: 50, patience: 0 },
    },
    directory: folder,
    resume: false,
  };
  await train(job, new JobHost((message) => messages.push(message)));
  const points = messages.flatMap((message) => (message.type === 'report' ? message.points : []));
  const started = messages.find((message) => message.type === 'started');
  const told = messages.filter(
    (message) => message.type === 'event' && message.code === 'precision',
  );
  return {
    nats: points.flatMap(({ metrics }) => metrics['val/nats'] ?? []).at(-1)!,
    precision: started?.environment.precision,
    kernel: started?.environment.kernel,
    told: told.length,
  };
}

it('only a kernel of the native library offers mixed precision', () => {
  if (nativeBackend() === null) expect(able).toEqual([]);
  for (const id of able) expect(cellById(id).id).toBe(id);
});

it.each(able)('%s: a training in mixed precision ends within 1 %% of fp32', async (cell) => {
  const single = await trained(cell, 'fp32');
  const mixed = await trained(cell, 'mixed');
  expect(single).toMatchObject({ precision: 'fp32', told: 0 });
  expect(mixed).toMatchObject({ precision: 'mixed', kernel: 'native', told: 1 });
  expect(mixed.nats).not.toBe(single.nats);
  expect(Math.abs(mixed.nats / single.nats - 1)).toBeLessThan(0.01);
});
