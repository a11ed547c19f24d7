import { type TaskDescriptor, withDefaults } from '../../contract/index.ts';
import { modelSettings } from '../../models/settings.ts';
import { pastAttentionSettings } from '../../models/stack-settings.ts';
import { trainerSettings } from '../../trainer/settings.ts';
import { tokenSettings } from '../token-settings.ts';
import { languageModelPresets } from './presets.ts';
import { languageModelSettings } from './settings.ts';

/**
 * A model that writes forwards must not read backwards; what its first layer reads is the
 * embedding, whose dropout is a setting of the task.
 */
const others = ['bidirectional', 'input_dropout'];
const recurrentSettings = modelSettings.filter((setting) => !others.includes(setting.name));

/** Language modelling as the form, the command line and the engine know it. */
export const languageModelDescriptor: TaskDescriptor = {
  id: 'language-model',
  label: 'Language model',
  help: 'Learns a text token by token, then continues any beginning in its style.',
  accepts: ['text'],
  primaryMetric: 'val/nats',
  abilities: ['generate', 'onnx'],
  presets: languageModelPresets,
  settings: [
    ...tokenSettings,
    ...languageModelSettings,
    ...withDefaults([...recurrentSettings, ...pastAttentionSettings], {
      cell: 'lstm',
      hidden_size: 512,
      num_layers: 1,
      dropout: 0.3,
    }),
    ...withDefaults(trainerSettings, { lr: 2e-3, schedule: 'cosine', max_epochs: 10 }),
  ],
};
