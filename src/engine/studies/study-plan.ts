import {
  checkSettings,
  type Dataset,
  isActive,
  type NewStudy,
  parseSettings,
  type Setting,
  type Settings,
  type TaskDescriptor,
  UnrollError,
} from '../../contract/index.ts';
import { createPruner } from '../../search/pruners/index.ts';
import { createSampler, samplerKind } from '../../search/samplers/index.ts';
import { fitToSettings, parameterOf } from '../../search/space/space-from-settings.ts';
import { parseSpace, printSpace, type SpaceDescription } from '../../search/space/space-yaml.ts';
import { expectSound, makePlan } from '../plans.ts';
import { expectTrainable } from './obstacles.ts';

/** What people vary first (Greff et al., arXiv 1503.04069: the learning rate, then the size). */
const firstChoice = ['lr', 'hidden_size', 'num_layers', 'dropout'];

/** Settings that a search may vary: not how long a run takes nor what is kept of it. */
export function searchableSettings(task: TaskDescriptor): readonly Setting[] {
  const kinds: readonly Setting['type'][] = ['integer', 'float', 'choice', 'boolean'];
  const groups: readonly Setting['group'][] = ['stopping', 'run'];
  return task.settings.filter(
    ({ type, group, name }) => kinds.includes(type) && !groups.includes(group) && name !== 'kernel',
  );
}

/** The space that is searched unless another is given. */
export function defaultSpace(task: TaskDescriptor, fixed: Settings): SpaceDescription {
  const searchable = searchableSettings(task);
  const settings = searchable.filter(
    (setting) => firstChoice.includes(setting.name) && isActive(setting, fixed),
  );
  const parameters = fitToSettings(settings.map(parameterOf), searchable, fixed);
  return { parameters, constraints: [] };
}

/**
 * Reads the space of a new study against the task's settings.
 * @throws UnrollError naming the line, the parameter or the setting that is wrong
 */
export function readSpace(
  task: TaskDescriptor,
  dataset: Dataset | null,
  { space, settings }: Pick<NewStudy, 'space' | 'settings'>,
): SpaceDescription & { readonly fixed: Settings } {
  const { values } = checkSettings(task.settings, settings);
  expectSound(makePlan({ task, dataset, settings, areFinal: false }));
  const schema = { settings: searchableSettings(task), fixed: values };
  const found = space === undefined ? defaultSpace(task, values) : parseSpace(space, schema);
  if (dataset !== null) expectTrainable(task, dataset, values, found.parameters);
  return { ...found, fixed: values };
}

/** The space as YAML, with the settings' help as comments. */
export function spaceYaml(task: TaskDescriptor, space: SpaceDescription): string {
  return printSpace(space, task.settings);
}

/**
 * @throws UnrollError on an unknown sampler, pruner or option, and on a pair that does not fit:
 *   a sampler that hands weights on must know how long a training is, and judges by itself
 */
export function expectMethods(
  task: TaskDescriptor,
  { sampler, pruner, settings }: Pick<NewStudy, 'sampler' | 'pruner' | 'settings'>,
): void {
  if (sampler !== undefined) createSampler(sampler);
  if (pruner !== undefined) createPruner(pruner);
  if (!handsOn(sampler)) return;
  if (pruner !== undefined && pruner.id !== 'none') throw judgesItself(sampler!.id);
  if (evaluationsOf(task, settings) === undefined) throw unknownLength(sampler!.id);
}

/** Whether its trials go on from other trials' checkpoints. */
export function handsOn(sampler: NewStudy['sampler']): boolean {
  return sampler !== undefined && samplerKind(sampler.id).continues === true;
}

/** Evaluations that a trial makes when nothing ends it early, as far as the settings tell. */
export function evaluationsOf(task: TaskDescriptor, given: Settings): number | undefined {
  const settings = parseSettings(task.settings, given);
  const [every, steps, epochs] = ['eval_every', 'max_steps', 'max_epochs'].map((name) =>
    Number(settings[name] ?? 0),
  ) as [number, number, number];
  if (every > 0) return steps > 0 ? Math.ceil(steps / every) : undefined;
  return epochs > 0 && steps === 0 ? epochs : undefined;
}

function judgesItself(sampler: string): UnrollError {
  return new UnrollError({
    code: 'sampler-judges',
    message: `The sampler ${sampler} itself decides who goes on; no pruner fits beside it.`,
    where: 'pruner',
    hint: 'Leave the pruner out, or take none.',
  });
}

function unknownLength(sampler: string): UnrollError {
  return new UnrollError({
    code: 'unknown-length',
    message: `The sampler ${sampler} cuts a training into stretches and must know how long it is.`,
    where: 'sampler',
    hint: 'Set max_epochs alone, or max_steps together with eval_every.',
  });
}
