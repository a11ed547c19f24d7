import type { NumberSetting, Setting } from '../../contract/index.ts';
import { decodingSettings } from './decoding/settings.ts';
import { augmentationSettings, featureSettings } from './sound-settings.ts';

/** Which recordings are learnt from and which are measured. */
const splitSettings: readonly Setting[] = [
  {
    name: 'split',
    type: 'choice',
    default: 'random',
    label: 'Split',
    help: 'How recordings are divided into training, validation and test; other speakers than those trained on are the hardest and most honest test.',
    group: 'data',
    level: 'basic',
    choices: [
      {
        value: 'random',
        label: 'At random',
        help: 'Each recording by chance: tests on speakers that were heard in training.',
      },
      {
        value: 'named',
        label: 'As the data names it',
        help: 'By folders or manifests called train, dev and test.',
      },
      {
        value: 'takes',
        label: 'By take',
        help: 'Takes up to a number are the test part: 0 to 4 is the official split of the Free Spoken Digit Dataset.',
      },
      { value: 'speaker', label: 'By speaker', help: 'One speaker is held out for the test.' },
    ],
  },
  {
    name: 'last_test_take',
    type: 'integer',
    default: 4,
    min: 0,
    max: 1_000_000,
    label: 'Last test take',
    help: 'Takes numbered up to this are the test part; higher tests on more. 4 is the official split of the Free Spoken Digit Dataset.',
    group: 'data',
    level: 'basic',
    when: { setting: 'split', is: ['takes'] },
  },
  {
    name: 'hold_out_speaker',
    type: 'text',
    default: '',
    label: 'Speaker held out',
    help: 'Name of the speaker whose recordings are the test part and are never learnt from.',
    group: 'data',
    level: 'basic',
    when: { setting: 'split', is: ['speaker'] },
  },
  share(
    'val_fraction',
    'Validation share',
    'Share of the recordings (outside a test part that a rule decides) that says which checkpoint is best; 0.1 by convention (80/10/10).',
  ),
  {
    ...share(
      'test_fraction',
      'Test share',
      'Share of the recordings that is measured once at the end; 0.1 by convention (80/10/10), 0 leaves no test.',
    ),
    when: { setting: 'split', is: ['random'] },
  },
  {
    name: 'split_seed',
    type: 'integer',
    default: 1,
    min: 0,
    max: 0xffffffff,
    label: 'Seed of the split',
    help: 'Decides which recordings chance puts where; separate from the seed of the run, so that runs with different seeds measure on the same recordings.',
    group: 'data',
    level: 'advanced',
  },
];

/** What is read and how it is written. */
const transcriptSettings: readonly Setting[] = [
  {
    name: 'name_pattern',
    type: 'text',
    default: '',
    label: 'Pattern of file names',
    help: 'Where names carry the transcript: fields in braces, as in {digit}_{speaker}_{index}.wav; the field called text, label, word or digit is what is said. Empty finds it.',
    group: 'data',
    level: 'advanced',
  },
  {
    name: 'tokens',
    type: 'choice',
    default: 'character',
    label: 'Tokens',
    help: 'What the network writes; characters by default, which can spell words that were never heard.',
    group: 'data',
    level: 'basic',
    choices: [
      {
        value: 'character',
        label: 'Characters',
        help: 'Letters, spaces and signs: any word can be spelt.',
      },
      {
        value: 'word',
        label: 'Words',
        help: 'Whole words: for commands and other small vocabularies; new words cannot be written.',
      },
    ],
  },
  {
    name: 'lower_case',
    type: 'boolean',
    default: true,
    label: 'Lower case',
    help: 'Learns and compares transcripts in lower case: fewer tokens, and case cannot be heard. On by default.',
    group: 'data',
    level: 'advanced',
  },
];

/** What speech recognition itself adds to the shared model and training settings. */
export const speechSettings: readonly Setting[] = [
  ...splitSettings,
  ...transcriptSettings,
  ...featureSettings,
  ...augmentationSettings,
  {
    name: 'batch_size',
    type: 'integer',
    default: 32,
    min: 1,
    max: 4096,
    log: true,
    unit: 'recordings',
    label: 'Batch size',
    help: 'Recordings of similar length in one step; larger is faster for each of them, smaller takes more steps and often generalises better.',
    group: 'optimization',
    level: 'basic',
  },
  ...decodingSettings,
];

function share(name: string, label: string, help: string): NumberSetting {
  const shared = { type: 'float', group: 'data', level: 'advanced' } as const;
  return { name, label, help, ...shared, default: 0.1, min: 0, max: 0.9 };
}
