import {
  describeMetric,
  type MetricPoint,
  nearestName,
  primaryMetricOf,
  type Settings,
  type StudyObjective,
  type TaskDescriptor,
  UnrollError,
} from '../../contract/index.ts';

/** What is no metric but may be made small all the same. */
const costs = ['parameters', 'seconds'] as const;

/**
 * Objectives by name: metrics of the validation part, `parameters` or `seconds`. `val/loss` stands
 * for the metric that decides the task with these settings.
 * @throws UnrollError on a name without a better direction, one used twice, or no metric at all
 */
export function objectivesOf(
  task: TaskDescriptor,
  settings: Settings,
  names: readonly string[] = ['val/loss'],
): readonly StudyObjective[] {
  const primary = primaryMetricOf(task, settings);
  const objectives = names.map((name) => objectiveOf(primary, name));
  const twice = objectives.find(({ name }, i) => objectives.findIndex((o) => o.name === name) < i);
  if (twice !== undefined) throw wrong(twice.name, 'is named twice', 'Name each objective once.');
  if (objectives.some(({ name }) => isMeasured(name))) return objectives;
  throw wrong(
    names.join(', '),
    'would always make the smallest network the best',
    `Add a metric of the validation part, such as ${primary}.`,
  );
}

function objectiveOf(primary: string, given: string): StudyObjective {
  const name = given === 'val/loss' ? primary : given;
  if (!isMeasured(name)) return { name, direction: 'min' };
  const { direction } = describeMetric(name);
  if (name.startsWith('val/') && direction !== 'none') return { name, direction };
  const known = ['val/loss', primary, ...costs];
  const nearest = nearestName(name, known);
  throw wrong(
    name,
    'is no objective',
    `${nearest === undefined ? 'Take' : `Did you mean ${nearest}? Take`} a metric of the validation part such as ${primary}, or ${costs.join(' or ')}.`,
  );
}

const isMeasured = (name: string): boolean => !costs.some((cost) => cost === name);

function wrong(where: string, what: string, hint: string): UnrollError {
  return new UnrollError({
    code: 'invalid-objective',
    message: `The objective ${where} ${what}.`,
    where: 'objective',
    hint,
  });
}

/**
 * The objectives' values at one evaluation of a run.
 * @returns null when the point is no evaluation, or a metric is missing
 */
export function measuredAt(
  objectives: readonly StudyObjective[],
  { metrics, seconds }: Pick<MetricPoint, 'metrics' | 'seconds'>,
  parameters: number | undefined,
): readonly number[] | null {
  const values = objectives.map(({ name }) => {
    if (name === 'parameters') return parameters;
    return name === 'seconds' ? seconds : metrics[name];
  });
  return values.every((value) => value !== undefined) ? values : null;
}
