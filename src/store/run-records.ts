import type {
  Baseline,
  MetricPoint,
  MetricValues,
  Run,
  RunEnvironment,
  Settings,
} from '../contract/index.ts';

/** What is told to the store of runs. */
export interface NewRunRecord {
  readonly projectId: number;
  readonly datasetId: number;
  readonly datasetHash: string;
  readonly name: string;
  readonly task: string;
  /** Decides the best step: `val/mse`. */
  readonly primaryMetric: string;
  readonly settings: Settings;
  readonly seed: number;
  readonly tags: readonly string[];
  /** Absolute path of the run's folder. */
  readonly directory: string;
}

/** How far a run has come. */
export interface RunProgress {
  readonly point: Pick<MetricPoint, 'step' | 'seconds' | 'epoch'>;
  readonly stepsPerSecond: number | null;
  readonly remainingSeconds: number | null;
}

/** What the trainer tells in the course of a run; absent fields stay as they are. */
export interface RunFindings {
  readonly environment?: RunEnvironment;
  readonly facts?: Run['facts'];
  readonly baselines?: readonly Baseline[];
  readonly test?: MetricValues;
  readonly verdict?: string | null;
}
