import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Dataset, MetricSeries, Notice, Run, RunState } from '../../src/contract/index.ts';
import { ForkLauncher } from '../../src/launchers/fork.ts';
import { Workbench, type WorkbenchOptions } from '../../src/workbench.ts';
import { temporaryHome } from './temporary-home.ts';

const scriptedTrainer = resolve(import.meta.dirname, 'scripted-trainer.mjs');

/** What the scripted trainer does; see there. */
export interface TrainerScript {
  readonly steps?: number;
  readonly delay?: number;
  readonly checkpointEvery?: number;
  readonly killAt?: number;
  readonly failAt?: number;
  readonly tellAt?: number;
  readonly malformedAt?: number;
  readonly deaf?: boolean;
  /** The validation loss depends on the learning rate. */
  readonly byRate?: boolean;
}

/** A workbench whose trainers follow scripts, in a home folder of its own, with what it told. */
export class TestEngine {
  readonly home: string;
  readonly workbench: Workbench;
  readonly notices: Notice[] = [];

  /** @param trainer entry of the trainer process; the scripted one unless given */
  constructor(options: Partial<WorkbenchOptions> = {}, trainer = scriptedTrainer) {
    this.home = options.home ?? temporaryHome();
    const launcher = new ForkLauncher(trainer);
    this.workbench = Workbench.open({ launcher, version: '0.1.0', ...options, home: this.home });
    this.workbench.onNotice((notice) => this.notices.push(notice));
    onTestFinished(() => this.workbench.close());
  }

  get handlers() {
    return this.workbench.handlers;
  }

  /** Writes a person's file outside the home folder. */
  write(name: string, content: string): string {
    const path = join(temporaryHome(), name);
    writeFileSync(path, content);
    return path;
  }

  async import(name: string, content: string): Promise<Dataset> {
    const path = this.write(name, content);
    return (await this.handlers['datasets.import']({ path })).dataset;
  }

  /** Imports a script as data and queues a run on it. */
  async run(script: TrainerScript, name?: string): Promise<Run> {
    const dataset = await this.import('script.json', JSON.stringify(script));
    const settings = { seed: 3 };
    return this.handlers['runs.create']({
      datasetId: dataset.id,
      task: 'language-model',
      settings,
      name,
    });
  }

  /** Waits until a run has one of these states; fails with what happened instead. */
  async reach(id: number, ...states: RunState[]): Promise<Run> {
    return this.until(id, (run) => states.includes(run.state), states.join(' or '));
  }

  async until(id: number, holds: (run: Run) => boolean, what: string): Promise<Run> {
    for (let waited = 0; ; waited += 10) {
      const run = await this.handlers['runs.get']({ id });
      if (holds(run)) return run;
      if (waited > 60_000 || run.state === 'failed') {
        const problem = run.problem === null ? '' : `: ${run.problem.message}`;
        throw new Error(`${run.name} is ${run.state} at step ${run.step}, not ${what}${problem}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Every point of one metric. */
  async series(id: number, metric: string): Promise<MetricSeries | undefined> {
    const question = { runIds: [id], metrics: [metric], maxPoints: 100_000 };
    const [series] = await this.handlers['metrics.series'](question);
    return series;
  }

  async steps(id: number, metric: string): Promise<number[]> {
    return (await this.series(id, metric))?.steps ?? [];
  }
}
