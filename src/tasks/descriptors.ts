import {
  type DatasetSummary,
  nearestName,
  primaryMetricOf,
  type Run,
  type TaskDescriptor,
  type TaskSuggestion,
  UnrollError,
} from '../contract/index.ts';
import { classificationDescriptor } from './classification/descriptor.ts';
import { suggestLabelledData, suggestLabelledTable } from './classification/suggest.ts';
import { forecastingDescriptor } from './forecasting/descriptor.ts';
import { suggestForecasting } from './forecasting/suggest.ts';
import { languageModelDescriptor } from './language-model/descriptor.ts';
import { suggestLanguageModel } from './language-model/suggest.ts';
import { speechDescriptor } from './speech/descriptor.ts';
import { suggestSpeech } from './speech/suggest.ts';
import { translationDescriptor } from './translation/descriptor.ts';
import { suggestTranslation } from './translation/suggest.ts';

/** Every task as plain data. Nothing reachable from here loads TensorFlow. */
export const taskDescriptors: readonly TaskDescriptor[] = [
  forecastingDescriptor,
  languageModelDescriptor,
  speechDescriptor,
  translationDescriptor,
  classificationDescriptor,
];

/** Surer guesses first: a table with a label is rarely meant to be forecast. */
const suggesters = [
  suggestLabelledTable,
  suggestForecasting,
  suggestLanguageModel,
  suggestSpeech,
  suggestTranslation,
  suggestLabelledData,
] as const;

/** Tasks that fit the data, best first; empty when none does. */
export function suggestTasks(summary: DatasetSummary): TaskSuggestion[] {
  return suggesters.map((suggest) => suggest(summary)).filter((suggestion) => suggestion !== null);
}

/** Task of runs that another program recorded: nothing is known of it. */
export const importedTask = 'imported';

/** The metric that decides "best" of a run. */
export function decidingMetricOf({
  task,
  settings,
  source,
}: Pick<Run, 'task' | 'settings' | 'source'>): string {
  return source?.primaryMetric ?? primaryMetricOf(taskDescriptor(task), settings);
}

/** @throws UnrollError naming the nearest task when there is none of this name. */
export function taskDescriptor(id: string): TaskDescriptor {
  const found = taskDescriptors.find((descriptor) => descriptor.id === id);
  if (found !== undefined) return found;
  const ids = taskDescriptors.map((descriptor) => descriptor.id);
  const nearest = nearestName(id, ids);
  throw new UnrollError({
    code: 'unknown-task',
    message: `There is no task "${id}"${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    where: 'task',
    hint: `Choose one of ${ids.join(', ')}.`,
  });
}
