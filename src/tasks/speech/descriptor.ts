import { type TaskDescriptor, withDefaults } from '../../contract/index.ts';
import { modelSettings } from '../../models/settings.ts';
import { trainerSettings } from '../../trainer/settings.ts';
import { speechSettings } from './settings.ts';

/** Speech recognition as the form, the command line and the engine know it. */
export const speechDescriptor: TaskDescriptor = {
  id: 'speech',
  label: 'Speech recognition',
  help: 'Learns from recordings and their transcripts to write down what is said.',
  accepts: ['audio'],
  primaryMetric: 'val/wer',
  abilities: ['transcribe', 'onnx'],
  settings: [
    ...speechSettings,
    ...withDefaults(modelSettings, {
      cell: 'gru',
      hidden_size: 128,
      num_layers: 2,
      dropout: 0.3,
      bidirectional: true,
    }),
    ...withDefaults(trainerSettings, { lr: 2e-3, schedule: 'cosine', max_epochs: 30, patience: 0 }),
  ],
};
