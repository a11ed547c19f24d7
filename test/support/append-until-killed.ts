import { Store } from '../../src/store/store.ts';
import { point, storedRun } from './records.ts';

/** Appends to a run in the home folder given as argument, printing each step once it is committed. */
const store = Store.open(process.argv[2]!);
const run = storedRun(store, 'endless');
for (let step = 0; ; step++) {
  store.metrics.append(run, [point(step, { 'train/loss': Math.sin(step), lr: 0.1 })]);
  process.stdout.write(`${step + 1}\n`);
  // Lets the pipe take what was written.
  if (step % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
}
