import type { NumberSetting, Setting } from '../../contract/index.ts';

/** Sound as vectors over time. */
export const featureSettings: readonly Setting[] = [
  {
    name: 'features',
    type: 'choice',
    default: 'log-mel',
    label: 'Features',
    help: 'Vectors that stand for the sound; log-mel by default, which networks learn from at least as well as from MFCC.',
    group: 'data',
    level: 'basic',
    choices: [
      {
        value: 'log-mel',
        label: 'Log-mel',
        help: 'Logarithm of the power in bands as the ear spaces them.',
      },
      {
        value: 'mfcc',
        label: 'MFCC',
        help: 'Cosine transform of the log-mel bands: fewer, less related numbers.',
      },
    ],
  },
  {
    name: 'sample_rate',
    type: 'integer',
    default: 0,
    min: 0,
    max: 192_000,
    unit: 'Hz',
    label: 'Sampling rate',
    help: 'Samples a second to which all recordings are brought; higher keeps higher tones and costs time. 0 takes that of the first recording, 16,000 at most.',
    group: 'data',
    level: 'advanced',
  },
  milliseconds(
    'window_ms',
    25,
    'Window',
    'Length of sound behind each frame; longer tells tones apart better and time worse. 25 by convention.',
  ),
  milliseconds(
    'hop_ms',
    10,
    'Hop',
    'Distance between frames; shorter makes more of them and costs time. 10 by convention.',
  ),
  {
    name: 'bands',
    type: 'integer',
    default: 40,
    min: 4,
    max: 256,
    unit: 'bands',
    label: 'Mel bands',
    help: 'Bands into which the spectrum is divided; more are finer and cost time. 40 for 8 kHz, 80 for 16 kHz and large data.',
    group: 'data',
    level: 'advanced',
  },
  {
    name: 'coefficients',
    type: 'integer',
    default: 13,
    min: 2,
    max: 128,
    label: 'Coefficients',
    help: 'Cepstral coefficients kept, the first of as many as there are bands; more keep finer detail. 13 by convention.',
    group: 'data',
    level: 'advanced',
    when: { setting: 'features', is: ['mfcc'] },
  },
  {
    name: 'deltas',
    type: 'boolean',
    default: false,
    label: 'Deltas',
    help: 'Adds the slope over nine frames and its slope: three times as many numbers. Usual with MFCC; a recurrent network finds slopes by itself.',
    group: 'data',
    level: 'advanced',
  },
  {
    name: 'pre_emphasis',
    type: 'float',
    default: 0.97,
    min: 0,
    max: 0.99,
    label: 'Pre-emphasis',
    help: 'Raises high tones before the spectrum: each sample less this share of the one before. 0.97 by convention, 0 is off.',
    group: 'data',
    level: 'advanced',
  },
  {
    name: 'feature_normalization',
    type: 'choice',
    default: 'utterance',
    label: 'Normalisation',
    help: 'What loudness, microphone and room are taken out by; each recording by itself by default, which helps with new speakers and rooms.',
    group: 'data',
    level: 'advanced',
    choices: [
      {
        value: 'utterance',
        label: 'Each recording',
        help: 'Mean 0 and variance 1 of every feature over the recording.',
      },
      {
        value: 'global',
        label: 'Training part',
        help: 'Mean and variance over all training recordings: keeps differences of level.',
      },
      {
        value: 'none',
        label: 'None',
        help: 'As they are: only for features that are small already.',
      },
    ],
  },
  {
    name: 'frame_stacking',
    type: 'integer',
    default: 3,
    min: 1,
    max: 32,
    unit: 'frames',
    label: 'Frame stacking',
    help: 'Frames put side by side into one step: more make sequences shorter, training faster and memory longer, until there are fewer steps than letters. 3 by convention.',
    group: 'model',
    level: 'advanced',
  },
];

/** Changes to the training recordings, another one each time, so that they are not learnt by heart. */
export const augmentationSettings: readonly Setting[] = [
  {
    name: 'tempo_change',
    type: 'float',
    default: 0.1,
    min: 0,
    max: 0.5,
    label: 'Change of tempo',
    help: 'Training recordings are heard faster or slower by up to this share, drawn anew each time; more makes up for few speakers. 0.1 by convention, 0 is off.',
    group: 'regularization',
    level: 'advanced',
  },
  {
    name: 'voice_change',
    type: 'float',
    default: 0.1,
    min: 0,
    max: 0.5,
    label: 'Change of voice',
    help: 'Training recordings are heard with frequencies higher or lower by up to this share, as from a shorter or longer vocal tract (Jaitly and Hinton 2013); more makes up for few speakers. 0.1 by convention, 0 is off.',
    group: 'regularization',
    level: 'advanced',
    when: { setting: 'features', is: ['log-mel'] },
  },
  count(
    'time_masks',
    1,
    100,
    'Time masks',
    'Stretches of time hidden in each training recording (SpecAugment); more forces the network to use context. 0 is off.',
  ),
  {
    ...count(
      'time_mask_frames',
      12,
      1000,
      'Width of time masks',
      'Frames of a mask at most, never more than a fifth of the recording; wider hides more. 12 suits single words, 100 sentences.',
    ),
    unit: 'frames',
  },
  count(
    'frequency_masks',
    1,
    100,
    'Frequency masks',
    'Bands of frequency hidden in each training recording (SpecAugment); more helps with other voices and microphones. 0 is off.',
  ),
  {
    ...count(
      'frequency_mask_bands',
      8,
      256,
      'Width of frequency masks',
      'Bands of a mask at most; wider hides more. 8 of 40 by default, 27 of 80 in the paper.',
    ),
    unit: 'bands',
  },
];

function milliseconds(name: string, value: number, label: string, help: string): NumberSetting {
  const shared = { type: 'float', group: 'data', level: 'advanced', unit: 'ms' } as const;
  return { name, label, help, ...shared, default: value, min: 1, max: 1000 };
}

function count(
  name: string,
  value: number,
  max: number,
  label: string,
  help: string,
): NumberSetting {
  const shared = { type: 'integer', group: 'regularization', level: 'advanced' } as const;
  return { name, label, help, ...shared, default: value, min: 0, max };
}
