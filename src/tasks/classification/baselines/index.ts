import type { Baseline, MetricValues } from '../../../contract/index.ts';
import type { Patience } from '../../task.ts';
import { type ClassAnswers, classMetrics } from '../class-scores.ts';
import { noLabel } from '../labels.ts';
import { numberMetrics } from '../number-scores.ts';
import type { ClassificationPlan, Example } from '../plan.ts';
import { LinearModel } from './linear-model.ts';
import { NearestNeighbour } from './nearest-neighbour.ts';
import { resampled, summaryOf } from './summary-statistics.ts';

/** Training sequences that the linear model and the neighbours are made of at most. */
const mostTraining = 4000;
/** Points of a sequence that neighbours are compared at. */
const comparedPoints = 32;
/** Multiplications for all comparisons with neighbours at most. */
const mostComparisons = 1.5e9;
/** So that no class is impossible for a neighbour that is always right on the training part. */
const mostCertain = 0.999;

/** What answers for every sequence (or labelled step) of a part, without a recurrent network. */
interface Guesser {
  readonly name: string;
  readonly label: string;
  /** (answers, outputs): probabilities, or scaled numbers. */
  readonly answer: (examples: readonly Example[]) => Float32Array;
}

/**
 * What can be said without memory: the most frequent class (the mean), a linear model of statistics
 * that know nothing of order, and the nearest training sequence; where steps are labelled, a linear
 * model of the step itself.
 */
export async function measureBaselines(
  plan: ClassificationPlan,
  loss: 'mse' | 'mae',
  patience: Patience,
): Promise<readonly Baseline[]> {
  const guessers: (() => Guesser)[] = [() => frequent(plan)];
  if (plan.targets.kind === 'steps') guessers.push(() => memoryless(plan));
  else
    guessers.push(
      () => linear(plan),
      () => neighbour(plan),
    );
  const baselines: Baseline[] = [];
  for (const [index, make] of guessers.entries()) {
    if (await patience.pause(index / guessers.length)) return baselines;
    const guesser = make();
    const metrics: Record<string, number> = {};
    for (const split of ['val', 'test'] as const) {
      const examples = plan.parts[split];
      if (examples.length === 0) continue;
      const values = measured(plan, examples, guesser.answer(examples), loss);
      for (const [name, value] of Object.entries(values)) metrics[`${split}/${name}`] = value;
    }
    baselines.push({ name: guesser.name, label: guesser.label, metrics });
  }
  return baselines;
}

function measured(
  { targets }: ClassificationPlan,
  examples: readonly Example[],
  answers: Float32Array,
  loss: 'mse' | 'mae',
): MetricValues {
  const truth = truthOf(examples);
  if (targets.kind === 'number') {
    return numberMetrics({ answers, truth, deviation: targets.scale.deviation }, loss);
  }
  const given: ClassAnswers = {
    classes: targets.classes.length,
    probabilities: answers,
    truth: Int32Array.from(truth),
  };
  return classMetrics(given);
}

function truthOf(examples: readonly Example[]): number[] {
  return examples.flatMap(({ targets }) =>
    [...targets].filter((target) => target !== noLabel || targets.length === 1),
  );
}

function frequent({ targets }: ClassificationPlan): Guesser {
  if (targets.kind === 'number') {
    const answer = (examples: readonly Example[]) => new Float32Array(examples.length);
    return { name: 'mean', label: 'training mean', answer };
  }
  const total = targets.counts.reduce((sum, count) => sum + count, 0);
  const shares = targets.counts.map((count) => count / total);
  const answer = (examples: readonly Example[]) =>
    Float32Array.from(truthOf(examples).flatMap(() => shares));
  return { name: 'frequent-class', label: 'most frequent class', answer };
}

function linear(plan: ClassificationPlan): Guesser {
  const summary = summaryOf(plan.kind, plan.width);
  const training = thinned(plan.parts.train, mostTraining);
  const kind = plan.targets.kind === 'number' ? 'number' : 'classes';
  const vectors = training.map(summary);
  const targets = training.map((example) => example.targets[0]!);
  return {
    name: kind === 'number' ? 'linear' : 'logistic',
    label:
      kind === 'number' ? 'linear regression on statistics' : 'logistic regression on statistics',
    answer: (examples) => {
      const model = new LinearModel(vectors, targets, kind, plan.targets.outputs);
      const answers = model.predict(examples.map(summary));
      model.dispose();
      return answers;
    },
  };
}

function neighbour(plan: ClassificationPlan): Guesser {
  const { kind, width, parts, targets } = plan;
  const longest = parts.train.reduce((most, { steps }) => Math.max(most, steps), 1);
  const points = Math.min(comparedPoints, longest);
  const counted = summaryOf(kind, width);
  const vectorOf = (example: Example) =>
    kind === 'text' ? counted(example) : resampled(example, width, points);
  const size = vectorOf(parts.train[0]!).length;
  const asked = parts.val.length + parts.test.length;
  const fitting = Math.max(50, Math.floor(mostComparisons / Math.max(1, asked) / size));
  const training = thinned(parts.train, Math.min(mostTraining, fitting));
  const model = new NearestNeighbour(
    training.map(vectorOf),
    training.map((example) => example.targets[0]!),
  );
  const label = 'nearest training sequence';
  if (targets.kind === 'number') {
    const answer = (examples: readonly Example[]) =>
      Float32Array.from(examples, (example) => model.answer(vectorOf(example)));
    return { name: 'nearest', label, answer };
  }
  const classes = targets.classes.length;
  const sure = Math.max(1 / classes, Math.min(mostCertain, model.ownAccuracy()));
  return {
    name: 'nearest',
    label,
    answer: (examples) => {
      const probabilities = new Float32Array(examples.length * classes);
      probabilities.fill((1 - sure) / (classes - 1));
      examples.forEach((example, row) => {
        probabilities[row * classes + model.answer(vectorOf(example))] = sure;
      });
      return probabilities;
    },
  };
}

/** Tells a step's class from what stands at this step alone. */
function memoryless({ width, parts, targets }: ClassificationPlan): Guesser {
  const rowsOf = (examples: readonly Example[]) =>
    examples.flatMap(({ input, targets: own }) =>
      [...own].flatMap((target, step) =>
        target === noLabel
          ? []
          : [
              {
                target,
                vector: Float64Array.from(input.subarray(step * width, (step + 1) * width)),
              },
            ],
      ),
    );
  const training = thinned(rowsOf(thinned(parts.train, mostTraining)), 4 * mostTraining);
  return {
    name: 'memoryless',
    label: 'logistic regression on the step alone',
    answer: (examples) => {
      const model = new LinearModel(
        training.map(({ vector }) => vector),
        training.map(({ target }) => target),
        'classes',
        targets.outputs,
      );
      const answers = model.predict(rowsOf(examples).map(({ vector }) => vector));
      model.dispose();
      return answers;
    },
  };
}

/** Some, evenly over the whole. */
function thinned<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from(
    { length: most },
    (_, index) => list[Math.floor((index * list.length) / most)]!,
  );
}
