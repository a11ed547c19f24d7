import { type TaskDescriptor, withDefaults } from '../../contract/index.ts';
import { modelSettings } from '../../models/settings.ts';
import { trainerSettings } from '../../trainer/settings.ts';
import { tokenSettings } from '../token-settings.ts';
import { translationSettings } from './settings.ts';

/** What the first layers read are embeddings, whose dropout is that of all layers. */
const recurrentSettings = modelSettings.filter(({ name }) => name !== 'input_dropout');

/** Translation as the form, the command line and the engine know it. */
export const translationDescriptor: TaskDescriptor = {
  id: 'translation',
  label: 'Translation',
  help: 'Learns from sentences and their translations to translate new ones.',
  accepts: ['parallel'],
  primaryMetric: 'val/loss',
  abilities: ['translate'],
  settings: [
    ...translationSettings.slice(0, 2),
    ...withDefaults(tokenSettings, { tokens: 'bpe' }),
    ...translationSettings.slice(2),
    ...withDefaults(
      recurrentSettings,
      { cell: 'gru', hidden_size: 512, num_layers: 1, dropout: 0.2, bidirectional: true },
      {
        bidirectional:
          'The encoder reads each sentence in both directions, half of the units each way; the decoder always writes forwards.',
      },
    ),
    ...withDefaults(trainerSettings, { lr: 1e-3, max_epochs: 15 }),
  ],
};
