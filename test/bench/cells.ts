/**
 * A whole training step of a character model with each cell, in turns: two layers of 256 units, 32
 * streams, 64 steps, Adam. `npm run bench -- cells [CELL…]`; figures in docs/kernels.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { parseSettings } from '../../src/contract/index.ts';
import { inspectFile } from '../../src/datasets/index.ts';
import { cells } from '../../src/models/cells/index.ts';
import { languageModelTask } from '../../src/tasks/language-model/task.ts';
import { createOptimizer } from '../../src/trainer/optimizers/index.ts';
import { trainingPlan } from '../../src/trainer/plan.ts';
import { trainingStep } from '../../src/trainer/training-step.ts';

/** Of each cell, one after the other; the fastest counts. */
const turns = 3;
const millisecondsOfTurn = 1200;
const size = { hidden_size: 256, num_layers: 2, batch_size: 32, bptt: 64 };

const asked = process.argv.slice(3);
const chosen = cells.filter(({ id }) => asked.length === 0 || asked.includes(id));
await loadBackend();
const folder = mkdtempSync(join(tmpdir(), 'unroll-cells-'));
try {
  const path = join(folder, 'text.txt');
  const random = new Random(2);
  const letter = () => String.fromCharCode(97 + Math.floor(random.next() * 26));
  writeFileSync(path, Array.from({ length: 400_000 }, letter).join(''));
  const { format, compression, hash } = await inspectFile(path);
  const data = { path, format, compression, hash };
  const steppers = [];
  for (const { id } of chosen) steppers.push(await prepare(id, data));
  for (let turn = 0; turn < turns; turn++) for (const stepper of steppers) stepper.measure();
  for (const { id, kernel, best } of steppers) {
    const rate = (1000 / best).toFixed(1).padStart(6);
    console.log(`${id.padEnd(17)} ${kernel.padEnd(16)} ${rate} steps/s  ${best.toFixed(1)} ms`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

type Data = Parameters<typeof languageModelTask.open>[0];

async function prepare(cell: string, data: Data) {
  const { descriptor } = languageModelTask;
  const given = { ...size, cell, dropout: 0, lr: 2e-3, tokens: 'character' };
  const settings = parseSettings(descriptor.settings, given);
  const random = new Random(1);
  const patience = { pause: async () => false };
  const session = await languageModelTask.open(data, settings, random.fork('session'), patience);
  const plan = trainingPlan(settings, session.stepsPerEpoch, descriptor);
  const optimizer = createOptimizer(session.parameters, settings);
  const training = random.fork('training');
  const step = () => {
    if (!session.nextBatch()) session.nextBatch();
    trainingStep(session, optimizer, training, plan.clipping, 2e-3);
  };
  step();
  const stepper = {
    id: cell,
    kernel: session.kernel,
    best: Number.POSITIVE_INFINITY,
    measure() {
      step();
      const began = performance.now();
      let steps = 0;
      while (performance.now() - began < millisecondsOfTurn) {
        step();
        steps++;
      }
      stepper.best = Math.min(stepper.best, (performance.now() - began) / steps);
    },
  };
  return stepper;
}
