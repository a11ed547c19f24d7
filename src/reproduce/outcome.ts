import type { Settings } from '../contract/index.ts';
import { figureText, strongestRow } from './figures.ts';
import type { Reproduction, Target, Trained } from './reproduction.ts';

/** How busy the machine was, by its load averages of a minute. */
export interface MachineLoad {
  readonly cores: number;
  readonly before: number;
  readonly highest: number;
}

/** What a row came to, as it is printed and written down. */
export interface Outcome {
  readonly reproduction: Reproduction;
  readonly trained: readonly Trained[];
  /** Settings that `--quick` put over the trials; null for a run that counts. */
  readonly quick: Settings | null;
  readonly results: readonly TargetResult[];
  /** Of training, all runs. */
  readonly seconds: number;
  /** ISO date on which the last run ended. */
  readonly date: string;
  readonly version: string;
  /** Null where every run was there already. */
  readonly load: MachineLoad | null;
  /** Whether the data is, byte for byte, what the figures are for; null where nothing tells. */
  readonly isSameData: boolean | null;
}

export interface TargetResult {
  readonly target: Target;
  readonly figure: number | null;
  readonly must: Verdict;
  readonly goal: Verdict;
  readonly naive: { readonly label: string; readonly value: number } | null;
}

/** `none` where nothing is asked for. */
export type Verdict = 'met' | 'missed' | 'none';

/** Holds every figure of a row against what it must be and what it should be. */
export function judge(
  { targets }: Reproduction,
  trained: readonly Trained[],
): readonly TargetResult[] {
  return targets.map((target) => {
    const figure = target.value(trained);
    const verdict = (bound: Target['must']): Verdict => {
      if (bound === null) return 'none';
      return figure !== null && bound.holds(figure, trained) ? 'met' : 'missed';
    };
    const naive = strongestRow(trained, target.metric);
    return {
      target,
      figure,
      must: verdict(target.must),
      goal: verdict(target.goal),
      naive: naive === null ? null : { label: naive.baseline.label, value: naive.value },
    };
  });
}

export function hasMissed(results: readonly TargetResult[]): boolean {
  return results.some(({ must }) => must === 'missed');
}

/** `1.4591`, or a dash: a digit more than bounds have, so that a miss by little can be seen. */
export function figureOrDash(figure: number | null): string {
  return figure === null ? '–' : figureText(figure, 5);
}

/** `<= 1.55: met`. */
export function boundText(bound: Target['must'], verdict: Verdict): string {
  return bound === null ? '–' : `${bound.text}: ${verdict}`;
}

/** Share of the cores that other work may take before a time says little. */
const busyShare = 0.3;

/** In words, what else the machine did; null when it was quiet or nothing is known. */
export function loadText({ load, trained }: Outcome): string | null {
  if (load === null) return null;
  const { cores, before, highest } = load;
  const threads = trained[0]?.run.environment?.threads ?? cores;
  const others = Math.max(before, highest - threads);
  if (others <= busyShare * cores) return null;
  return `on a machine that other programs shared (load ${before.toFixed(1)} before the start, up to ${highest.toFixed(1)} while training, ${cores} cores)`;
}
