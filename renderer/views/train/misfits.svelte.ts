import type { Problem, RequestInput } from '../../../src/contract/index.ts';
import { request } from '../../workbench.ts';

/** Without typing before the engine is asked, in milliseconds. */
const quiet = 200;

/** What the data cannot serve, as the engine sees the settings at hand. */
export class Misfits {
  #known = $state.raw<{ readonly subject: string; readonly problems: readonly Problem[] }>();
  #subject = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The last answer about this data and task: while something is typed it stays. */
  get problems(): readonly Problem[] {
    return this.#known?.subject === this.#subject ? this.#known.problems : [];
  }

  /** @param wished null while values are wrong by themselves: then nothing else can be told */
  follow(wished: RequestInput<'runs.plan'> | null): void {
    clearTimeout(this.#timer);
    const subject = wished === null ? '' : `${wished.datasetId} ${wished.task}`;
    this.#subject = subject;
    if (wished === null) return;
    this.#timer = setTimeout(async () => {
      // A data set that was just removed cannot be asked about.
      const plan = await request('runs.plan', wished).catch(() => null);
      if (subject !== this.#subject) return;
      const problems = plan?.problems.flatMap(({ problem }) => problem ?? []) ?? [];
      this.#known = { subject, problems };
    }, quiet);
  }
}
