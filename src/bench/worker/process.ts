/**
 * Entry of a contestant of `unroll bench` that computes with TensorFlow: Unroll itself, or the
 * stock layers of TensorFlow.js. A process of its own, since TensorFlow blocks the thread.
 */
import { createInterface } from 'node:readline';
import { type Request, requestSchema } from '../protocol.ts';
import { openStockLayers } from './stock-layers.ts';
import { openUnroll } from './unroll.ts';
import { UnsupportedWork, type WorkBench } from './work-bench.ts';

const contestants = { unroll: openUnroll, 'tfjs-layers': openStockLayers } as const;

const chosen = process.argv[2];
if (chosen !== 'unroll' && chosen !== 'tfjs-layers') {
  process.stderr.write(
    'This is a part of Unroll that it starts by itself. Try: npx unroll bench\n',
  );
  process.exit(2);
}
const bench = await contestants[chosen]();

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
}
bench.close();

async function answer(line: string): Promise<object> {
  try {
    return { ok: await perform(bench, requestSchema.parse(JSON.parse(line))) };
  } catch (error) {
    if (error instanceof UnsupportedWork) return { unsupported: error.message };
    if (error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function perform(to: WorkBench, request: Request): Promise<object> | object {
  switch (request.do) {
    case 'describe':
      return to.describe();
    case 'prepare':
      return to.prepare(request.id, request.work);
    case 'turn':
      return to.turn(request.id, request.warm, request.milliseconds);
    case 'memory':
      // In kilobytes on every system that Node runs on.
      return { bytes: process.resourceUsage().maxRSS * 1024 };
    case 'peak':
      return to.peak();
    case 'drop':
      to.drop(request.id);
      return {};
  }
}
