import type { SettingCatalogue } from '../../setting-words.ts';
import { classificationSettings } from './classification.ts';
import { forecastingSettings } from './forecasting.ts';
import { languageModelSettings } from './language-model.ts';
import { modelSettings } from './model.ts';
import { partSettings } from './parts.ts';
import { polyphonySettings } from './polyphony.ts';
import { speechSettings } from './speech.ts';
import { stackSettings } from './stack.ts';
import { textSettings } from './text.ts';
import { trainingSettings } from './training.ts';
import { translationSettings } from './translation.ts';

/** 各任务、网络与训练的全部设置。 */
export const settings: SettingCatalogue = {
  ...partSettings,
  ...textSettings,
  ...forecastingSettings,
  ...languageModelSettings,
  ...translationSettings,
  ...speechSettings,
  ...classificationSettings,
  ...polyphonySettings,
  ...modelSettings,
  ...stackSettings,
  ...trainingSettings,
};
