import {
  engineMessageSchema,
  type Job,
  type JobResult,
  problemOf,
  UnrollError,
} from '../contract/index.ts';
import type { Channel } from './channel.ts';
import { JobHost } from './job-host.ts';

/**
 * Does one job for the engine at the other end of the channel.
 * @param log gets what a person should not have to read: stacks of defects, messages not understood
 * @returns exit code: 0 when the job finished, 1 when it failed
 */
export function serve(
  channel: Channel,
  runJob: (job: Job, host: JobHost) => Promise<JobResult>,
  log: (line: string) => void,
): Promise<number> {
  const host = new JobHost((message) => channel.send(message));
  return new Promise((resolve) => {
    let started = false;
    const end = async (code: number) => {
      await channel.drain();
      resolve(code);
    };
    channel.onGone(() => {
      // Nobody can ask for more: training keeps what it has in a checkpoint, anything else ends.
      host.ask('pause');
      if (!started) void end(1);
    });
    channel.onMessage((raw) => {
      const parsed = engineMessageSchema.safeParse(raw);
      if (!parsed.success) return log(`not understood: ${parsed.error.message}`);
      const message = parsed.data;
      if (message.type !== 'start') return host.ask(message.type);
      if (started) return log('a second job was sent to a process that does one');
      started = true;
      void perform(message.job, host, runJob, log).then(end);
    });
    channel.send({ type: 'ready', pid: process.pid });
  });
}

async function perform(
  job: Job,
  host: JobHost,
  runJob: (job: Job, host: JobHost) => Promise<JobResult>,
  log: (line: string) => void,
): Promise<number> {
  try {
    const result = await runJob(job, host);
    host.send({ type: 'finished', result });
    return 0;
  } catch (error) {
    if (!(error instanceof UnrollError)) log(stackOf(error));
    host.send({ type: 'failed', problem: problemOf(error) });
    return 1;
  }
}

export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
