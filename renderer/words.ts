import type {
  Choice,
  ChoiceSetting,
  Dataset,
  Diagnosis,
  Preset,
  Problem,
  RunEvent,
  RunState,
  Setting,
  StudyTrialState,
  TaskDescriptor,
  TaskSuggestion,
  WordData,
} from '../src/contract/index.ts';
import type { SettingCatalogue, SettingWords } from './messages/setting-words.ts';
import { diagnoses } from './messages/zh-CN/diagnoses.ts';
import { events } from './messages/zh-CN/events.ts';
import { factNames, factValue } from './messages/zh-CN/facts.ts';
import { memoryFindings } from './messages/zh-CN/memory-findings.ts';
import { presets } from './messages/zh-CN/presets.ts';
import { problems } from './messages/zh-CN/problems.ts';
import { searchMethods, searchReasons } from './messages/zh-CN/search-methods.ts';
import { searchOptions } from './messages/zh-CN/search-options.ts';
import { settings } from './messages/zh-CN/settings/index.ts';
import { reasons, samples, tasks } from './messages/zh-CN/tasks.ts';
import { units } from './messages/zh-CN/units.ts';
import { weightPhrases } from './messages/zh-CN/weights.ts';
import { m } from './paraglide/messages.js';
import { getLocale } from './paraglide/runtime.js';

/**
 * The engine's words in the window's language. Descriptors and diagnoses carry English; another
 * language looks them up by name and falls back to the English where a name is new.
 */
interface Label {
  readonly label: string;
  readonly help: string;
}

const catalogue: SettingCatalogue = { ...settings, ...searchOptions };

const isChinese = (): boolean => getLocale() === 'zh-CN';

/** @param scope the task or search method whose own words come first */
export function settingWords(setting: Setting, scope: string | undefined): Label {
  return ownWords(setting, scope) ?? { label: setting.label, help: setting.help };
}

export function choiceWords(
  setting: ChoiceSetting,
  choice: Choice,
  scope: string | undefined,
): Label {
  const own = ownWords(setting, scope)?.choices?.[choice.value];
  return own ?? { label: choice.label, help: choice.help };
}

function ownWords(setting: Setting, scope: string | undefined): SettingWords | undefined {
  if (!isChinese()) return undefined;
  return catalogue[`${scope}.${setting.name}`] ?? catalogue[setting.name];
}

export function unitWords(unit: string | undefined): string | undefined {
  if (unit === undefined || !isChinese()) return unit;
  return units[unit] ?? unit;
}

/** What is done to weights of another program, or why nothing can be done. */
export function weightWords(text: string): string {
  if (!isChinese()) return text;
  return weightPhrases.reduce((said, [phrase, words]) => said.replace(phrase, words), text);
}

export function taskWords(task: TaskDescriptor): Label {
  const own = isChinese() ? tasks[task.id] : undefined;
  return own ?? { label: task.label, help: task.help };
}

export function presetWords(preset: Preset): Label {
  const own = isChinese() ? presets[preset.id] : undefined;
  return own ?? { label: preset.label, help: preset.help };
}

/** Why a task fits a data set. */
export function suggestionReason(suggestion: TaskSuggestion, dataset: Dataset): string {
  const own = isChinese() ? reasons[suggestion.task] : undefined;
  return own?.(suggestion, dataset) ?? suggestion.reason;
}

export function sampleWords(sample: Label & { readonly id: string }): Label {
  const own = isChinese() ? samples[sample.id] : undefined;
  return own ?? sample;
}

export function diagnosisWords(
  diagnosis: Diagnosis,
  dataset: Dataset,
): { readonly message: string; readonly action: string } {
  const own = isChinese() ? diagnoses[diagnosis.code] : undefined;
  return own?.(diagnosis, dataset) ?? diagnosis;
}

/** A refusal or a failure in the window's language; a code without words of its own stays English. */
export function problemWords(problem: Problem): Problem {
  const own = isChinese() ? problems[problem.code] : undefined;
  return own === undefined ? problem : { ...problem, ...own(problem) };
}

/** What a look at the memory found, or what may help; a code without words of its own stays English. */
export function memoryWords({ code, message, data }: MemoryWords): string {
  const own = isChinese() ? memoryFindings[code] : undefined;
  return own?.(data ?? {}) ?? message;
}

interface MemoryWords {
  readonly code: string;
  readonly message: string;
  readonly data?: WordData;
}

/** What happened to a run; what failed it is worded like any problem. */
export function eventWords(event: RunEvent): string {
  if (!isChinese()) return event.message;
  const own = event.data === undefined ? undefined : events[event.code];
  if (own !== undefined) return own(event.data ?? {}, event);
  return problemWords({ code: event.code, message: event.message }).message;
}

/** A line of what a task says of its model: vocabulary, windows, season. */
export function factWords([name, value]: readonly [string, string]): readonly [string, string] {
  return isChinese() ? [factNames[name] ?? name, factValue(value)] : [name, value];
}

const runStateLabels: Readonly<Record<RunState, () => string>> = {
  queued: m.frame_state_queued,
  running: m.frame_state_running,
  paused: m.frame_state_paused,
  completed: m.frame_state_completed,
  failed: m.frame_state_failed,
  cancelled: m.frame_state_cancelled,
  interrupted: m.frame_state_interrupted,
};

export function runStateLabel(state: RunState): string {
  return runStateLabels[state]();
}

/** A sampler or pruner in the window's language. */
export function methodWords(method: Label & { readonly id: string }): Label {
  return (isChinese() ? searchMethods[method.id] : undefined) ?? method;
}

/** Why a trial was proposed or a study ended; a sentence without words of its own stays English. */
export function reasonWords(reason: string): string {
  if (!isChinese()) return reason;
  const sentences = reason.split(/(?<=[.]) (?=[A-Z])/).map((sentence) => {
    const own = searchReasons.find(([pattern]) => pattern.test(sentence));
    return own === undefined ? sentence : sentence.replace(own[0], own[1]);
  });
  return sentences.join('');
}

const trialStateLabels: Readonly<Record<StudyTrialState, () => string>> = {
  running: m.frame_state_running,
  completed: m.frame_state_completed,
  pruned: m.search_state_pruned,
  failed: m.frame_state_failed,
};

export function trialStateLabel(state: StudyTrialState): string {
  return trialStateLabels[state]();
}
