/**
 * Entry of a trainer process. It waits for one job from the engine, does it and ends. Started as an
 * Electron utility process or with `child_process.fork`.
 */
import { problemOf } from '../contract/index.ts';
import { openChannel } from './channel.ts';
import { runJob } from './jobs/index.ts';
import { serve, stackOf } from './serve.ts';

const log = (line: string): void => void process.stderr.write(`${line}\n`);

// TensorFlow reads the variable when it is loaded; without it, it takes every core.
const threads = process.env['UNROLL_THREADS'];
if (threads !== undefined) process.env['TF_NUM_INTRAOP_THREADS'] ??= threads;

// Ctrl-C reaches every process of a terminal, a request to end every process of a service or of a
// cluster's job; the engine decides, and then asks for a pause.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);

const channel = openChannel();
if (channel === null) {
  log('This is a part of Unroll that the app starts by itself. Try: npx unroll --help');
  process.exit(2);
}

const fail = (error: unknown): void => {
  log(stackOf(error));
  channel.send({ type: 'failed', problem: problemOf(error) });
  void channel.drain().then(() => process.exit(1));
};
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

process.exit(await serve(channel, runJob, log));
