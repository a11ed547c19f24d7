import {
  conflictsIn,
  type Dataset,
  defaultSettings,
  type Settings,
  type StudyValues,
  type TaskDescriptor,
} from '../../contract/index.ts';
import { Random } from '../../search/numerics/random.ts';
import type { Parameter } from '../../search/space/parameter.ts';
import { randomPoint } from '../../search/space/points.ts';
import { SearchSpace } from '../../search/space/search-space.ts';
import { misfitsOf } from '../../tasks/descriptors.ts';
import { expectSound, makePlan } from '../plans.ts';

/**
 * Why a trial with these values could not be trained: settings that exclude each other, or data that
 * cannot serve them.
 */
export function trialObstacle(
  task: TaskDescriptor,
  dataset: Dataset,
  fixed: Settings,
): (values: StudyValues) => string | undefined {
  const shared = { ...defaultSettings(task.settings), ...fixed };
  return (values) => {
    const settings = { ...shared, ...values };
    const [conflict] = conflictsIn(task.settings, settings);
    return conflict?.message ?? misfitsOf(task, dataset.summary, settings)[0]?.message;
  };
}

/** Random points among which one that can be trained is looked for, beside both ends of all parameters. */
const pointsTried = 200;

/**
 * Tries points of a space until one can be trained.
 * @param fixed settings that every trial shares
 * @throws UnrollError naming the setting when no trial of a space could be trained
 */
export function expectTrainable(
  task: TaskDescriptor,
  dataset: Dataset,
  fixed: Settings,
  parameters: readonly Parameter[],
): void {
  const obstacle = trialObstacle(task, dataset, fixed);
  const space = new SearchSpace(parameters);
  const random = new Random('trainable');
  const ends = [0, 1 - 1e-9].map((place) => space.fromUnits(parameters.map(() => place)));
  const drawn = Array.from({ length: pointsTried }, () => randomPoint(space, random));
  if ([...ends, ...drawn].some((values) => obstacle(values) === undefined)) return;
  expectSound(makePlan({ task, dataset, settings: { ...fixed, ...ends[0] } }));
}
