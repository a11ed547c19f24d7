import type { NumberSetting, Setting } from '../../contract/index.ts';
import { speechSettings } from '../speech/settings.ts';
import { tokenSettings } from '../token-settings.ts';
import { learningSettings } from './learning-settings.ts';
import { when } from './setting-conditions.ts';

/** What a sequence is and what is told of it. */
const meaningSettings: readonly Setting[] = [
  {
    name: 'sequences',
    type: 'choice',
    default: 'auto',
    label: 'A sequence is',
    help: 'What the network reads from beginning to end before it answers; auto decides from the kind of data and the columns that are named.',
    group: 'data',
    level: 'basic',
    choices: [
      { value: 'auto', label: 'Automatic', help: 'As the data and the named columns say.' },
      { value: 'row', label: 'A row', help: 'Each row of a table is a sequence of its numbers.' },
      {
        value: 'series',
        label: 'Rows of a series',
        help: 'All rows with the same value in the series column, in order.',
      },
      { value: 'text', label: 'A text', help: 'The text in a column, token by token.' },
      { value: 'sound', label: 'A recording', help: 'Frames of sound features.' },
      {
        value: 'image',
        label: 'A picture',
        help: 'Its rows, columns or pixels one after another.',
      },
      { value: 'given', label: 'As the file has it', help: 'A file of labelled series.' },
    ],
  },
  {
    name: 'target',
    type: 'choice',
    default: 'auto',
    label: 'Target',
    help: 'What is told of a sequence; auto takes numbers for labels that only numbers can be, else classes.',
    group: 'data',
    level: 'basic',
    choices: [
      { value: 'auto', label: 'Automatic', help: 'As the labels say.' },
      { value: 'class', label: 'A class', help: 'One of several: classification.' },
      { value: 'number', label: 'A number', help: 'Regression.' },
      {
        value: 'steps',
        label: 'A class at each step',
        help: 'The label column may change within a series.',
      },
    ],
  },
  column(
    'label_column',
    'Label column',
    'Column that says what a sequence is; empty takes the one called label, class or target.',
    when('auto', 'row', 'series', 'text'),
  ),
  column(
    'series_column',
    'Series column',
    'Column that says which series a row belongs to; with it a sequence is the rows of one series.',
    when('auto', 'series'),
  ),
  column(
    'text_column',
    'Text column',
    'Column of texts that are read; with it a sequence is a text.',
    when('auto', 'text'),
  ),
  {
    name: 'value_columns',
    type: 'list',
    of: 'columns',
    default: [],
    label: 'Columns of values',
    help: 'Columns of numbers that are read; empty takes all but the label, the series and a step counter.',
    group: 'data',
    level: 'advanced',
    when: when('auto', 'row', 'series'),
  },
  {
    name: 'values_per_step',
    type: 'integer',
    default: 1,
    min: 1,
    max: 10_000,
    unit: 'values',
    label: 'Values in a step',
    help: 'Numbers of a row that are read at once: 8 reads an 8 x 8 picture row by row. More make sequences shorter and faster.',
    group: 'data',
    level: 'basic',
    when: when('auto', 'row'),
  },
  {
    name: 'image_order',
    type: 'choice',
    default: 'rows',
    label: 'Order of a picture',
    help: 'What of a picture is a step; pixels make the longest sequences and the hardest test of memory.',
    group: 'data',
    level: 'basic',
    when: when('auto', 'image'),
    choices: [
      { value: 'rows', label: 'Row by row', help: '28 steps of 28 for MNIST.' },
      { value: 'columns', label: 'Column by column', help: 'From left to right.' },
      { value: 'pixels', label: 'Pixel by pixel', help: '784 steps of 1 for MNIST.' },
      {
        value: 'permuted',
        label: 'Pixels, permuted',
        help: 'Pixels in one random order, the same for all pictures: nothing near stays near.',
      },
    ],
  },
  {
    name: 'max_length',
    type: 'integer',
    default: 0,
    min: 0,
    max: 1_000_000,
    unit: 'steps',
    label: 'Longest sequence',
    help: 'Sequences are cut after so many steps; longer costs time and memory. 0 keeps all.',
    group: 'data',
    level: 'advanced',
  },
  {
    name: 'input_normalization',
    type: 'choice',
    default: 'global',
    label: 'Normalisation of values',
    help: 'How numbers are brought to one scale before the network reads them; by the training part, since their level often tells the class.',
    group: 'data',
    level: 'advanced',
    choices: [
      { value: 'global', label: 'Training part', help: 'Mean 0 and variance 1 of each channel.' },
      {
        value: 'sequence',
        label: 'Each sequence',
        help: 'Takes level and size out: only the shape stays.',
      },
      { value: 'none', label: 'None', help: 'As they are: for numbers that are small already.' },
    ],
  },
];

/** Which sequences are learnt from and which are measured. */
const splitSettings: readonly Setting[] = [
  {
    name: 'split',
    type: 'choice',
    default: 'auto',
    label: 'Split',
    help: 'How sequences are divided into training, validation and test: as the data says where it does, else at random with the same share of every class.',
    group: 'data',
    level: 'basic',
    choices: [
      { value: 'auto', label: 'As the data says', help: 'Given parts, else at random.' },
      {
        value: 'random',
        label: 'At random',
        help: 'The same share of every class in each part; given parts are ignored.',
      },
      {
        value: 'takes',
        label: 'By take',
        help: 'Takes up to a number are the test part: 0 to 4 is the official split of the Free Spoken Digit Dataset.',
      },
      { value: 'speaker', label: 'By speaker', help: 'One speaker is held out for the test.' },
    ],
  },
  ...fromSpeech(['last_test_take', 'hold_out_speaker']),
  share(
    'val_fraction',
    'Validation share',
    'Share of the sequences, of every class alike, that decides which checkpoint is best; taken from the training part where a test part is given. 0.1 by convention (80/10/10).',
  ),
  share(
    'test_fraction',
    'Test share',
    'Share of the sequences, of every class alike, that is measured once at the end; unused where the data gives a test part. 0.1 by convention, 0 leaves no test.',
  ),
  ...fromSpeech(['split_seed']),
];

const tokenNames = ['tokens', 'vocabulary_size', 'min_count'];
const soundNames = [
  ...['name_pattern', 'features', 'sample_rate', 'window_ms', 'hop_ms', 'bands', 'coefficients'],
  ...['deltas', 'pre_emphasis', 'frame_stacking'],
];

/** What classification and regression of sequences add to the shared model and training settings. */
export const classificationSettings: readonly Setting[] = [
  ...meaningSettings,
  ...tokenSettings
    .filter(({ name }) => tokenNames.includes(name))
    .map((setting) => ({ ...setting, when: when('text') })),
  ...fromSpeech(soundNames).map((setting) => ({ ...setting, when: when('sound') })),
  ...splitSettings,
  ...learningSettings,
];

function fromSpeech(names: readonly string[]): readonly Setting[] {
  return speechSettings.filter(({ name }) => names.includes(name));
}

function column(name: string, label: string, help: string, shown: Setting['when']): Setting {
  const shared = { type: 'text', default: '', group: 'data', level: 'basic' } as const;
  return { name, label, help, ...shared, ...(shown && { when: shown }) };
}

function share(name: string, label: string, help: string): NumberSetting {
  const shared = { type: 'float', group: 'data', level: 'advanced' } as const;
  return { name, label, help, ...shared, default: 0.1, min: 0, max: 0.9 };
}
