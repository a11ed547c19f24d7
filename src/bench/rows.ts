import type { ForecasterWork, LanguageModelWork, LayerWork, Precision, Work } from './work.ts';

/** Against whom a row is measured; `pytorch bf16` is autocast. */
export type PeerId = 'pytorch fp32' | 'pytorch bf16' | 'tfjs layers';

/** What the bench measures: a row of its table for each peer. */
export interface BenchRow {
  /** `lstm 650,35,20,2 fp32`; what `--only` names. */
  readonly name: string;
  readonly group: 'layers' | 'steps' | 'memory' | 'growth';
  readonly work: Work;
  readonly peers: readonly PeerId[];
  /** Threads of this row alone; otherwise those of the whole bench. */
  readonly threads?: number;
  /** Place on the axis of a growth chart. */
  readonly growth?: { readonly along: string; readonly value: number };
}

/** Of any contestant: Unroll's kernels use no more (`maximumThreads` in thread-pool.h). */
export const mostThreads = 64;

const layerSizes = [
  [650, 35, 20, 2],
  [128, 64, 32, 1],
  [512, 100, 64, 2],
  [1500, 35, 20, 2],
] as const;
const cells = ['lstm', 'gru', 'rnn'] as const;
const precisions = ['fp32', 'mixed'] as const;

const languageModel = { kind: 'language-model', cell: 'lstm', precision: 'fp32' } as const;

/** Zaremba et al. 2014, medium: 2 x 650 units, plain descent. */
const wordModel: LanguageModelWork = {
  ...languageModel,
  tokens: 'word',
  vocabulary: 10_000,
  embedding: 650,
  hidden: 650,
  layers: 2,
  time: 35,
  batch: 20,
  optimizer: 'sgd',
  lr: 1,
  clip: 5,
};

const characterModel: LanguageModelWork = {
  ...languageModel,
  tokens: 'character',
  vocabulary: 65,
  embedding: 64,
  hidden: 512,
  layers: 2,
  time: 128,
  batch: 64,
  optimizer: 'adam',
  lr: 2e-3,
  clip: 1,
};

/** So small that not arithmetic but overhead decides. */
const smallModel: LanguageModelWork = {
  ...characterModel,
  hidden: 64,
  layers: 1,
  time: 50,
  batch: 32,
};

/** SegRNN on ETTh1 as published: 720 rows in segments of 48, 96 rows ahead, 7 columns. */
const forecaster: ForecasterWork = {
  kind: 'forecaster',
  precision: 'fp32',
  cell: 'gru',
  hidden: 512,
  input: 720,
  horizon: 96,
  segment: 48,
  channels: 7,
  batch: 256,
  dropout: 0.5,
  lr: 1e-3,
  clip: 1,
};

/** The layer whose sizes are varied one at a time. */
const growthLayer: LayerWork = {
  kind: 'layer',
  precision: 'fp32',
  cell: 'lstm',
  hidden: 256,
  time: 64,
  batch: 32,
  layers: 1,
};
const growthModel: LanguageModelWork = { ...wordModel, embedding: 256, hidden: 256, layers: 1 };

/** @param cores of this machine: the rows on threads go up to them */
export function benchRows(cores: number): readonly BenchRow[] {
  return [...layerRows(), ...stepRows(), ...memoryRows(), ...growthRows(cores)];
}

function layerRows(): BenchRow[] {
  return precisions.flatMap((precision) =>
    cells.flatMap((cell) =>
      layerSizes.map(([hidden, time, batch, layers]): BenchRow => {
        const work = { kind: 'layer', precision, cell, hidden, time, batch, layers } as const;
        const name = `${cell} ${hidden},${time},${batch},${layers} ${precision}`;
        const stock: PeerId[] = precision === 'fp32' ? ['tfjs layers'] : [];
        return { name, group: 'layers', work, peers: [counterpart(precision), ...stock] };
      }),
    ),
  );
}

/** The same arithmetic in PyTorch. */
function counterpart(precision: Precision): PeerId {
  return precision === 'fp32' ? 'pytorch fp32' : 'pytorch bf16';
}

function stepRows(): BenchRow[] {
  const works = {
    'word-lm': wordModel,
    'char-lm': characterModel,
    forecaster,
    small: smallModel,
  };
  return Object.entries(works).flatMap(([name, work]): BenchRow[] => {
    // The stock layers have no way to decode a forecast in parallel.
    const stock: PeerId[] = work.kind === 'forecaster' ? [] : ['tfjs layers'];
    const step = { group: 'steps' } as const;
    return [
      { ...step, name: `${name} fp32`, work, peers: ['pytorch fp32', ...stock] },
      {
        ...step,
        name: `${name} mixed`,
        work: { ...work, precision: 'mixed' },
        peers: ['pytorch fp32', 'pytorch bf16'],
      },
    ];
  });
}

function memoryRows(): BenchRow[] {
  const memory = { group: 'memory', peers: ['pytorch fp32'] } as const;
  return [
    { ...memory, name: 'peak-memory', work: wordModel },
    { ...memory, name: 'peak-memory char-lm', work: characterModel },
  ];
}

function growthRows(cores: number): BenchRow[] {
  const threads = [...new Set([1, 2, 4, 8, 16, 32, cores])].filter((count) => count <= cores);
  return [
    ...growing('hidden', [64, 128, 256, 512, 1024], (hidden) => ({ ...growthLayer, hidden })),
    ...growing('time', [16, 32, 64, 128, 256], (time) => ({ ...growthLayer, time })),
    ...growing('batch', [4, 8, 16, 32, 64, 128], (batch) => ({ ...growthLayer, batch })),
    ...growing('vocabulary', [1000, 3000, 10_000, 30_000], (vocabulary) => ({
      ...growthModel,
      vocabulary,
    })),
    ...growing('threads', threads, () => ({ ...growthLayer, hidden: 512 })).map((row) => ({
      ...row,
      threads: row.growth!.value,
    })),
  ];
}

function growing(
  along: string,
  values: readonly number[],
  work: (value: number) => Work,
): BenchRow[] {
  return values.map((value) => ({
    name: `growth ${along}=${value}`,
    group: 'growth',
    work: work(value),
    peers: ['pytorch fp32'],
    growth: { along, value },
  }));
}
