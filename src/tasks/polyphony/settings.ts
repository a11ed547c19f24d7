import type { NumberSetting, Setting } from '../../contract/index.ts';

function share(name: string, label: string, help: string): NumberSetting {
  const shared = { type: 'float', group: 'data', level: 'advanced' } as const;
  return { name, label, help, ...shared, default: 0.15, min: 0, max: 0.9 };
}

/** What polyphonic music adds to the shared model and training settings. */
export const polyphonySettings: readonly Setting[] = [
  {
    name: 'steps_per_quarter',
    type: 'integer',
    default: 4,
    min: 1,
    max: 48,
    unit: 'steps',
    label: 'Steps in a quarter',
    help: 'Grid on which notes of MIDI files are placed: 4 are sixteenths, 12 hold triplets too; piano rolls keep the grid that they have.',
    group: 'data',
    level: 'basic',
  },
  {
    name: 'split',
    type: 'choice',
    default: 'auto',
    label: 'Split',
    help: 'How pieces are divided into training, validation and test, always as a whole: as the data says where it does, else at random.',
    group: 'data',
    level: 'basic',
    choices: [
      { value: 'auto', label: 'As the data says', help: 'Given parts, else at random.' },
      { value: 'random', label: 'At random', help: 'Given parts are ignored.' },
    ],
  },
  share(
    'val_fraction',
    'Validation share',
    'Share of the pieces that decides which checkpoint is best; taken from the training part where only a test part is given. 0.15 by default.',
  ),
  share(
    'test_fraction',
    'Test share',
    'Share of the pieces that is measured once at the end; unused where the data gives a test part. 0.15 by default, 0 leaves no test.',
  ),
  {
    name: 'split_seed',
    type: 'integer',
    default: 1,
    min: 0,
    max: 0xffffffff,
    label: 'Seed of the split',
    help: 'Decides which pieces chance puts where; separate from the seed of the run, so that runs with different seeds measure on the same pieces.',
    group: 'data',
    level: 'advanced',
  },
  {
    name: 'excerpt_length',
    type: 'integer',
    default: 0,
    min: 0,
    max: 100_000,
    unit: 'steps',
    label: 'Steps of an excerpt',
    help: 'Longer pieces are learnt in excerpts of so many steps, each from an empty memory, which bounds memory and mixes pieces; they are always measured whole. 0, the default, keeps pieces whole.',
    group: 'data',
    level: 'advanced',
  },
  {
    name: 'transpose',
    type: 'integer',
    default: 0,
    min: 0,
    max: 12,
    search: { low: 0, high: 6 },
    unit: 'semitones',
    label: 'Transposition',
    help: 'While training each piece is moved up or down by chance, by at most so many semitones and never off the piano: more keys from the same pieces, for small data. 0, the default, is off.',
    group: 'regularization',
    level: 'basic',
  },
  {
    name: 'batch_size',
    type: 'integer',
    default: 8,
    min: 1,
    max: 1024,
    search: { low: 4, high: 64 },
    log: true,
    unit: 'pieces',
    label: 'Batch size',
    help: 'Pieces or excerpts of similar length in one step; larger is faster for each of them, smaller takes more steps and often generalises better.',
    group: 'optimization',
    level: 'basic',
  },
];
