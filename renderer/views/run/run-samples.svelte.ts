import type { Sample } from '../../../src/contract/index.ts';
import { listen } from '../../state/notices.ts';
import { problemFrom, request } from '../../workbench.ts';

/** A run's sample outputs, live: how the same prompt or window looked at each evaluation. */
export class RunSamples {
  list = $state.raw<readonly Sample[]>([]);
  loaded = $state(false);
  failure = $state.raw<string | null>(null);

  /** Steps at which samples were taken, ascending. */
  readonly steps = $derived([...new Set(this.list.map(({ step }) => step))].sort((a, b) => a - b));

  at(step: number): readonly Sample[] {
    return this.list.filter((sample) => sample.step === step);
  }

  /** Call it in an `$effect` and return its result. */
  watch(runId: number): () => void {
    let current = true;
    const early: Sample[] = [];
    this.loaded = false;
    const stops = [
      listen('sample', (notice) => {
        if (notice.runId !== runId) return;
        if (this.loaded) this.list = [...this.list, notice.sample];
        else early.push(notice.sample);
      }),
      listen('points-void', (notice) => {
        if (notice.runId !== runId) return;
        this.list = this.list.filter(({ step }) => step <= notice.afterStep);
      }),
    ];
    request('runs.samples', { id: runId })
      .then((stored) => {
        if (!current) return;
        const known = new Set(stored.map(keyOf));
        this.list = [...stored, ...early.filter((sample) => !known.has(keyOf(sample)))];
        this.loaded = true;
        this.failure = null;
      })
      .catch((error: unknown) => {
        if (!current) return;
        this.failure = problemFrom(error).message;
        this.loaded = true;
      });
    return () => {
      current = false;
      for (const stop of stops) stop();
    };
  }
}

function keyOf(sample: Sample): string {
  if (sample.kind === 'text') return `${sample.step} ${sample.prompt}`;
  if (sample.kind === 'speech') return `${sample.step} ${sample.file}`;
  if (sample.kind === 'translation') {
    return `${sample.step} ${sample.source} ${sample.reference}`;
  }
  if ('part' in sample) {
    return `${sample.step} ${sample.part}`;
  }
  if (sample.kind === 'memory') return `${sample.step} memory`;
  // The same column is shown at several places in the data.
  return `${sample.step} ${sample.channel} ${sample.times[0] ?? ''} ${sample.history.join()}`;
}
