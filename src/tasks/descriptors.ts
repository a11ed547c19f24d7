import {
  type DatasetSummary,
  defaultSettings,
  nearestName,
  type Problem,
  primaryMetricOf,
  type Run,
  type Settings,
  type TaskDescriptor,
  type TaskSuggestion,
  UnrollError,
} from '../contract/index.ts';
import { classificationDescriptor } from './classification/descriptor.ts';
import { classificationFit } from './classification/fit.ts';
import { suggestLabelledData, suggestLabelledTable } from './classification/suggest.ts';
import { classificationWork } from './classification/work.ts';
import { type FitCheck, misfitsIn } from './fit.ts';
import { forecastingDescriptor } from './forecasting/descriptor.ts';
import { forecastingFit } from './forecasting/fit.ts';
import { suggestForecasting } from './forecasting/suggest.ts';
import { forecastingWork } from './forecasting/work.ts';
import { languageModelDescriptor } from './language-model/descriptor.ts';
import { languageModelFit } from './language-model/fit.ts';
import { suggestLanguageModel } from './language-model/suggest.ts';
import { languageModelWork } from './language-model/work.ts';
import { polyphonyDescriptor } from './polyphony/descriptor.ts';
import { polyphonyFit } from './polyphony/fit.ts';
import { suggestPolyphony } from './polyphony/suggest.ts';
import { polyphonyWork } from './polyphony/work.ts';
import { speechDescriptor } from './speech/descriptor.ts';
import { speechFit } from './speech/fit.ts';
import { suggestSpeech } from './speech/suggest.ts';
import { speechWork } from './speech/work.ts';
import { translationDescriptor } from './translation/descriptor.ts';
import { translationFit } from './translation/fit.ts';
import { suggestTranslation } from './translation/suggest.ts';
import { translationWork } from './translation/work.ts';
import type { MeasureWork, Work } from './work.ts';

/** A task without its working part. Nothing reachable from here loads TensorFlow. */
interface PlainTask {
  readonly descriptor: TaskDescriptor;
  readonly work: MeasureWork;
  readonly fit: readonly FitCheck[];
}

const plainTasks: readonly PlainTask[] = [
  { descriptor: forecastingDescriptor, work: forecastingWork, fit: forecastingFit },
  { descriptor: languageModelDescriptor, work: languageModelWork, fit: languageModelFit },
  { descriptor: speechDescriptor, work: speechWork, fit: speechFit },
  { descriptor: translationDescriptor, work: translationWork, fit: translationFit },
  { descriptor: classificationDescriptor, work: classificationWork, fit: classificationFit },
  { descriptor: polyphonyDescriptor, work: polyphonyWork, fit: polyphonyFit },
];

/** Every task as plain data. */
export const taskDescriptors: readonly TaskDescriptor[] = plainTasks.map(
  ({ descriptor }) => descriptor,
);

/** Surer guesses first: a table with a label is rarely meant to be forecast. */
const suggesters = [
  suggestLabelledTable,
  suggestForecasting,
  suggestLanguageModel,
  suggestSpeech,
  suggestTranslation,
  suggestLabelledData,
  suggestPolyphony,
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

/** What training with these settings asks of a machine; null where the data is of another kind. */
export function workOf(
  task: TaskDescriptor,
  summary: DatasetSummary,
  settings: Settings,
): Work | null {
  const plain = plainTasks.find(({ descriptor }) => descriptor.id === task.id);
  return plain?.work(summary, { ...defaultSettings(task.settings), ...settings }) ?? null;
}

/**
 * What data cannot serve, told before anything is read: one problem for each setting to change.
 * @param settings every setting of the task, each right by itself
 */
export function misfitsOf(
  task: TaskDescriptor,
  summary: DatasetSummary,
  settings: Settings,
): Problem[] {
  const plain = plainTasks.find(({ descriptor }) => descriptor.id === task.id);
  return plain === undefined ? [] : misfitsIn(plain.fit, summary, settings);
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
