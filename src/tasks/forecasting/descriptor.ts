import { type Setting, type TaskDescriptor, withDefaults } from '../../contract/index.ts';
import { modelSettings } from '../../models/settings.ts';
import { pastAttentionSettings } from '../../models/stack-settings.ts';
import { trainerSettings } from '../../trainer/settings.ts';
import { forecastingPresets } from './presets.ts';
import { forecastingSettings } from './settings.ts';

/** Both directions only where the forecast is made from the whole input at once. */
const recurrentSettings: readonly Setting[] = modelSettings.map((setting) =>
  setting.name === 'bidirectional'
    ? { ...setting, when: { setting: 'decoding', is: ['direct'] } }
    : setting,
);

/** Forecasting as the form, the command line and the engine know it. */
export const forecastingDescriptor: TaskDescriptor = {
  id: 'forecasting',
  label: 'Forecasting',
  help: 'Learns from past rows of a table to forecast the next ones.',
  accepts: ['table'],
  primaryMetric: 'val/mse',
  primaryMetrics: [
    {
      when: { setting: 'output', is: ['quantiles', 'normal', 'student-t'] },
      metric: 'val/crps',
    },
  ],
  abilities: ['forecast', 'onnx'],
  presets: forecastingPresets,
  settings: [
    ...forecastingSettings,
    ...withDefaults([...recurrentSettings, ...pastAttentionSettings], {
      cell: 'gru',
      hidden_size: 128,
      num_layers: 1,
      dropout: 0.3,
    }),
    ...withDefaults(trainerSettings, { lr: 1e-3 }),
  ],
};
