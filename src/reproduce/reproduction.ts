import type { Run, Settings } from '../contract/index.ts';

/**
 * A published figure, or a figure that this project holds itself to, as something that anybody can
 * train again here: which data, which settings, what is measured and what it is held against.
 */
export interface Reproduction {
  /** As on the command line, kebab case: `etth1-96`. Unique. */
  readonly name: string;
  /** What is trained on what, without a full stop. */
  readonly title: string;
  readonly task: string;
  readonly data: DataNeed;
  /** Weights that are measured as they are, instead of training. */
  readonly weights?: { readonly file: DataNeed; readonly vocabulary: DataNeed };
  /** Trained one after the other, each with every seed. */
  readonly trials: readonly Trial[];
  readonly seeds: readonly number[];
  /** What is measured and what it must be; the first is the row's own figure. */
  readonly targets: readonly Target[];
  readonly published: readonly PublishedFigure[];
  /** Expected training time of all trials on two cores. */
  readonly minutes: number;
  /** Settings that `--quick` puts over all trials, to see that everything works. */
  readonly quick?: Settings;
  /** A table of its own under the figures. */
  readonly table?: (trained: readonly Trained[]) => ResultTable;
}

/** Where the data of a row comes from. */
export interface DataNeed {
  /** Names that the file may have in the folder of `--data` or one below it; the first is usual. */
  readonly files: readonly string[];
  /** Where to get it. */
  readonly source: string;
  /** Bundled sample that is the same file, by the name of its file. */
  readonly sample?: string;
  /** SHA-256 of the bytes that the figures are for, hex. */
  readonly hash?: string;
  /** Makes the data from the file that was found. */
  readonly make?: MadeData;
}

export interface MadeData {
  readonly file: string;
  /** @param target where the data is written */
  write(found: string, target: string): Promise<void>;
}

/** What differs from the settings that the data suggests. */
export interface Trial {
  readonly label: string;
  readonly settings: Settings;
}

/** A run that was trained to its end, or made of weights. */
export interface Trained {
  readonly trial: Trial;
  readonly run: Run;
}

/** One figure of a row, with what it must reach. */
export interface Target {
  /** In words, with its unit: `nats a character`. */
  readonly label: string;
  /** A metric that baselines have too, to name the strongest of them: `test/mse`. */
  readonly metric: string;
  /** The figure, or null when the runs did not measure it. */
  value(trained: readonly Trained[]): number | null;
  readonly must: Bound | null;
  readonly goal: Bound | null;
}

export interface Bound {
  /** `<= 1.55`. */
  readonly text: string;
  holds(figure: number, trained: readonly Trained[]): boolean;
}

/** What others reported, or what was computed elsewhere. */
export interface PublishedFigure {
  readonly value: string;
  readonly what: string;
  /** Paper or program. */
  readonly source: string;
}

export interface ResultTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function atMost(bound: number): Bound {
  return { text: `<= ${bound}`, holds: (figure) => figure <= bound };
}

/** Within a distance of a figure that is known. */
export function near(figure: number, distance: number): Bound {
  return {
    text: `${figure} ± ${distance}`,
    holds: (measured) => Math.abs(measured - figure) <= distance,
  };
}

export function atLeast(bound: number): Bound {
  return { text: `>= ${bound}`, holds: (figure) => figure >= bound };
}
