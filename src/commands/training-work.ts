import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type Dataset,
  nearestName,
  parseSettings,
  type RequestInput,
  type Settings,
  type TaskDescriptor,
  UnrollError,
} from '../contract/index.ts';
import { taskDescriptor } from '../tasks/descriptors.ts';
import type { Workbench } from '../workbench.ts';
import { type GivenSettings, readGivenSettings } from './options.ts';
import { unreadableFile } from './read-given-file.ts';

/** What is trained on and how, as a command line names it. */
export interface GivenWork {
  readonly data?: readonly string[];
  readonly task?: string;
  /** Name of a preset of the task. */
  readonly preset?: string;
  readonly config?: string;
  readonly set?: readonly string[];
}

/** The same, checked and with the data imported. */
export interface Work {
  readonly dataset: Dataset;
  readonly task: TaskDescriptor;
  /** What the data suggests under what was given. */
  readonly settings: RequestInput<'runs.create'>['settings'];
  /** Only what was given. */
  readonly given: RequestInput<'runs.create'>['settings'];
}

/**
 * Checks what was given before anything is opened or copied.
 * @returns what then imports the data and settles task and settings
 * @throws UnrollError naming the option, setting or file that is wrong
 */
export async function readWork(given: GivenWork): Promise<(workbench: Workbench) => Promise<Work>> {
  if (given.data === undefined) throw missingData();
  const settings = await readGivenSettings(given.config, given.set ?? []);
  const named = given.task ?? settings.task;
  if (named !== null) {
    checkGiven(taskDescriptor(named), settings);
    presetSettings(taskDescriptor(named), given.preset);
  }
  const [path, ...others] = given.data.map((file) => resolve(file));
  if (path === undefined) throw missingData();
  for (const file of given.data) await expectReadable(resolve(file), file);
  return async (workbench) => {
    const { dataset } = await workbench.handlers['datasets.import']({ path, others });
    const task = named === null ? fittingTask(dataset) : taskDescriptor(named);
    const own = { ...presetSettings(task, given.preset), ...checkGiven(task, settings) };
    const all = { ...suggestedSettings(dataset, task), ...own };
    return { dataset, task, settings: writable(all), given: writable(own) };
  };
}

/** Only what was given, checked. @throws UnrollError naming value, range and nearest name */
function checkGiven(task: TaskDescriptor, given: GivenSettings): Settings {
  const wanted = given.for(task);
  const checked = parseSettings(task.settings, wanted);
  return Object.fromEntries(Object.entries(checked).filter(([name]) => name in wanted));
}

/** @throws UnrollError naming the nearest preset */
function presetSettings({ id, presets = [] }: TaskDescriptor, name: string | undefined): Settings {
  if (name === undefined) return {};
  const found = presets.find((preset) => preset.id === name);
  if (found !== undefined) return found.settings;
  const names = presets.map((preset) => preset.id);
  const nearest = nearestName(name, names);
  throw new UnrollError({
    code: 'unknown-preset',
    message: `the task ${id} has no preset ${name}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    where: name,
    hint: names.length === 0 ? 'Leave --preset out.' : `Choose one of ${names.join(', ')}.`,
  });
}

/** What the data suggests for a task, where it does. */
export function suggestedSettings(dataset: Dataset, task: TaskDescriptor): Settings {
  return dataset.suggestions.find((suggestion) => suggestion.task === task.id)?.settings ?? {};
}

/** The record's lists may be written to, the checked ones may not. */
export function writable(settings: Settings): RequestInput<'runs.create'>['settings'] {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === 'object' ? [...value] : value,
    ]),
  );
}

function fittingTask(dataset: Dataset): TaskDescriptor {
  const [first] = dataset.suggestions;
  if (first !== undefined) return taskDescriptor(first.task);
  const trouble = dataset.diagnoses.find(({ severity }) => severity === 'error');
  throw new UnrollError({
    code: 'no-task-fits',
    message: `No task fits ${dataset.name}${trouble === undefined ? '' : `: ${trouble.message}`}`,
    where: dataset.name,
    hint: trouble?.action ?? 'Name one with --task, or use more data.',
  });
}

async function expectReadable(path: string, given: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    throw unreadableFile(error, given, 'Check the path given with --data.');
  }
}

function missingData(): UnrollError {
  return new UnrollError({
    code: 'missing-option',
    message: 'The option --data FILE is missing.',
    where: '--data',
    hint: 'Name the file to train on.',
  });
}
