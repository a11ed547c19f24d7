import { type TaskDescriptor, withDefaults } from '../../contract/index.ts';
import { modelSettings } from '../../models/settings.ts';
import { pastAttentionSettings } from '../../models/stack-settings.ts';
import { trainerSettings } from '../../trainer/settings.ts';
import { polyphonySettings } from './settings.ts';

/** What is to come must not be known. */
const forwardSettings = modelSettings.filter(({ name }) => name !== 'bidirectional');

/** Polyphonic music as the form, the command line and the engine know it. */
export const polyphonyDescriptor: TaskDescriptor = {
  id: 'polyphony',
  label: 'Polyphonic music',
  help: 'Learns from pieces for several voices which notes sound next, and then goes on with any of them or writes its own.',
  accepts: ['music'],
  primaryMetric: 'val/nll',
  abilities: ['compose', 'onnx'],
  settings: [
    ...polyphonySettings,
    ...withDefaults([...forwardSettings, ...pastAttentionSettings], {
      cell: 'lstm',
      hidden_size: 256,
      num_layers: 1,
      dropout: 0.5,
    }),
    ...withDefaults(trainerSettings, { lr: 4e-3, schedule: 'cosine', max_epochs: 40, patience: 0 }),
  ],
};
