/**
 * A trainer process without TensorFlow for tests of the engine: it speaks the job protocol and does
 * what the data file says, as JSON. Its checkpoint is the number of the step.
 *
 * { steps, delay (ms a step), checkpointEvery, killAt, failAt, tellAt, malformedAt, deaf (ignores
 * requests), byRate }
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

let request = null;
const send = (message) => process.send(message);
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

process.on('message', async (message) => {
  if (message.type !== 'start') {
    request = message.type;
    return;
  }
  const result = await jobs[message.job.kind](message.job);
  send(
    result.code === undefined ? { type: 'finished', result } : { type: 'failed', problem: result },
  );
  process.disconnect();
});
process.on('disconnect', () => process.exit());
send({ type: 'ready', pid: process.pid });

const jobs = { inspect, train, generate, forecast, evaluate, probe, diagnose };

function inspect({ path }) {
  const bytes = readFileSync(path);
  const text = bytes.toString('utf8');
  send({ type: 'progress', label: 'Reading', done: 0.5 });
  // Until it is asked to stop, or killed.
  if (text.includes('endless')) return new Promise(() => setInterval(() => {}, 1000));
  if (text.includes('unreadable')) {
    return {
      code: 'no-format',
      message: `Nothing in ${path} can be read.`,
      where: path,
      hint: 'x',
    };
  }
  const hash = createHash('sha256').update(bytes).digest('hex');
  const summary = {
    kind: 'text',
    // A script stands for a text that is long enough to be learnt from.
    characters: 10_000,
    distinctCharacters: new Set(text).size,
    words: 1,
    distinctWords: 1,
    lines: 1,
    longestLine: text.length,
    spaced: true,
    encoding: 'utf-8',
    lineEnding: 'lf',
    preview: [text],
    topCharacters: [],
  };
  const inspection = { format: 'text', compression: null, bytes: bytes.length, hash, summary };
  return { kind: 'inspect', inspection: { ...inspection, diagnoses: [], suggestions: [] } };
}

async function train({ data, directory, resume, settings, stretch }) {
  const script = JSON.parse(readFileSync(data.path, 'utf8'));
  const { delay = 0, checkpointEvery = 5, deaf = false } = script;
  const own = script.steps ?? (stretch ? Infinity : 10);
  const steps = Math.min(stretch?.untilStep ?? Infinity, own);
  const lastOf = (folder) => join(folder, 'checkpoints', 'last.safetensors');
  const checkpoint = lastOf(directory);
  mkdirSync(join(directory, 'checkpoints'), { recursive: true });
  let step = resume && existsSync(checkpoint) ? Number(readFileSync(checkpoint, 'utf8')) : 0;
  const resumed = step > 0;
  if (!resumed && stretch?.from)
    step = Number(readFileSync(lastOf(stretch.from.directory), 'utf8'));
  const save = () => {
    writeFileSync(checkpoint, String(step));
    send({ type: 'checkpoint', kind: 'last', step, path: checkpoint, bytes: 1, removed: [] });
  };
  send({
    type: 'started',
    step,
    environment,
    facts: { parameters: 3, stepsPerEpoch: 4, details: [] },
  });
  const baselines = [{ name: '6-gram', label: '6-gram', metrics: { 'val/nats': 1.5 } }];
  send({ type: 'baselines', baselines });
  while (step < steps) {
    if (request !== null && !deaf) {
      if (request === 'pause') save();
      const status = request === 'pause' ? 'paused' : 'cancelled';
      return { kind: 'train', status, test: {}, verdict: null };
    }
    step += 1;
    // A network that learns best at a rate of 0.01, where a search is scripted.
    const flaw = script.byRate ? Math.abs(Math.log10(settings.lr) + 2) : 0;
    const measured = { 'val/nats': 2 / step + flaw };
    const isMeasured = step % 5 === 0 || step === stretch?.untilStep;
    const metrics = { 'train/loss': 3 / step, ...(isMeasured ? measured : {}) };
    const point = { step, seconds: step / 10, epoch: step / 4, metrics };
    send({ type: 'report', points: [point], remainingSeconds: steps - step, stepsPerSecond: 10 });
    if (step === script.tellAt) {
      const data = { metric: 'val/nats', after: 0.5 };
      send({ type: 'event', level: 'info', code: 'lr-lowered', message: 'Lower.', step, data });
    }
    if (step === script.malformedAt) send({ type: 'report', points: 'none' });
    if (step === script.failAt && !resumed) return { code: 'diverged', message: 'It diverged.' };
    if (step === script.killAt && !resumed) {
      await wait(100);
      process.kill(process.pid, 'SIGKILL');
      await wait(10_000);
    }
    if (step % checkpointEvery === 0) {
      save();
      send({ type: 'sample', sample: { kind: 'text', step, prompt: 'a', text: `b${step}` } });
    }
    await wait(delay);
  }
  const verdict = 'It beats the 6-gram.';
  return { kind: 'train', status: 'completed', test: { 'test/nats': 0.25 }, verdict };
}

const environment = {
  unroll: '0',
  tensorflow: 'none',
  device: 'cpu',
  kernel: 'scripted',
  threads: Number(process.env['UNROLL_THREADS'] ?? 0),
  processor: 'none',
  node: process.versions.node,
  platform: process.platform,
};

async function generate({ options }) {
  let text = options.prompt;
  let tokens = 0;
  for (; tokens < options.length && request !== 'cancel'; tokens++) {
    text += 'x';
    send({ type: 'token', text: 'x' });
    await wait(5);
  }
  return { kind: 'generate', text, tokens, written: [] };
}

function forecast() {
  const channels = [{ name: 'a', history: [1, 2], forecast: [3] }];
  return { kind: 'forecast', result: { channels, historyTimes: [], forecastTimes: [] } };
}

function evaluate({ split }) {
  return { kind: 'evaluate', metrics: { [`${split}/nats`]: 0.5 } };
}

/** Work that never looks up. */
async function diagnose() {
  await wait(600_000);
}

function probe() {
  const result = { tensorflow: 'none', device: 'cpu', threads: 1, processor: 'none', gflops: 1 };
  return { kind: 'probe', result: { ...result, kernels: ['scripted'], nativeKernels: null } };
}
