import { type TaskDescriptor, withDefaults } from '../../contract/index.ts';
import { modelSettings } from '../../models/settings.ts';
import { pastAttentionSettings } from '../../models/stack-settings.ts';
import { trainerSettings } from '../../trainer/settings.ts';
import { classificationSettings } from './settings.ts';

/** Classification and regression of sequences as the form, the command line and the engine know it. */
export const classificationDescriptor: TaskDescriptor = {
  id: 'classification',
  label: 'Sequence classification',
  help: 'Learns to tell what a whole sequence is, its class or a number: rows, texts, recordings, pictures.',
  accepts: ['sequences', 'table', 'audio'],
  primaryMetric: 'val/loss',
  abilities: ['classify', 'onnx'],
  settings: [
    ...classificationSettings,
    ...withDefaults([...modelSettings, ...pastAttentionSettings], {
      cell: 'gru',
      hidden_size: 128,
      num_layers: 1,
      dropout: 0.2,
    }),
    ...withDefaults(trainerSettings, { lr: 2e-3, schedule: 'cosine', max_epochs: 30, patience: 0 }),
  ],
};
