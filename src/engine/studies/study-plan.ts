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
import { createSampler, samplers } from '../../search/samplers/index.ts';
import type { SamplerKind } from '../../search/samplers/sampler.ts';
import { parameterOf } from '../../search/space/space-from-settings.ts';
import { parseSpace, printSpace, type SpaceDescription } from '../../search/space/space-yaml.ts';
import { expectSound, makePlan } from '../plans.ts';

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
  const settings = searchableSettings(task).filter(
    (setting) => firstChoice.includes(setting.name) && isActive(setting, fixed),
  );
  return { parameters: settings.map(parameterOf), constraints: [] };
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
  expectSound(makePlan({ task, dataset, settings }));
  if (space === undefined) return { ...defaultSpace(task, values), fixed: values };
  const schema = { settings: searchableSettings(task), fixed: values };
  return { ...parseSpace(space, schema), fixed: values };
}

/** The space as YAML, with the settings' help as comments. */
export function spaceYaml(task: TaskDescriptor, space: SpaceDescription): string {
  return printSpace(space, task.settings);
}

/** Samplers whose trials are runs of their own: none that goes on from another's checkpoint. */
export const offeredSamplers: readonly SamplerKind[] = samplers.filter(
  ({ continues }) => continues !== true,
);

/** @throws UnrollError on an unknown sampler, pruner or option */
export function expectMethods({ sampler, pruner }: Pick<NewStudy, 'sampler' | 'pruner'>): void {
  if (sampler !== undefined) {
    createSampler(sampler);
    if (!offeredSamplers.some(({ id }) => id === sampler.id)) throw notOffered(sampler.id);
  }
  if (pruner !== undefined) createPruner(pruner);
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

function notOffered(id: string): UnrollError {
  return new UnrollError({
    code: 'sampler-not-offered',
    message: `The sampler ${id} goes on from other trials' checkpoints, which runs cannot do yet.`,
    where: 'sampler',
    hint: `Take one of ${offeredSamplers.map((sampler) => sampler.id).join(', ')}.`,
  });
}
