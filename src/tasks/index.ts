import { classificationTask } from './classification/task.ts';
import { forecastingTask } from './forecasting/task.ts';
import { languageModelTask } from './language-model/task.ts';
import { polyphonyTask } from './polyphony/task.ts';
import { speechTask } from './speech/task.ts';
import type { Task } from './task.ts';
import { translationTask } from './translation/task.ts';

/** Every working task; needs TensorFlow, so only a trainer loads it. */
export const tasks: readonly Task[] = [
  forecastingTask,
  languageModelTask,
  speechTask,
  translationTask,
  classificationTask,
  polyphonyTask,
];
