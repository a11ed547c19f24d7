import type { ClassificationSample, RegressionSample } from '../../contract/index.ts';
import type { Split } from '../task.ts';
import {
  type ClassAnswers,
  classScores,
  confusionMatrix,
  predictedClass,
  reliability,
} from './class-scores.ts';
import type { Targets } from './labels.ts';
import type { Example } from './plan.ts';

/** Mistakes shown at each evaluation. */
const shownMistakes = 12;
/** Classes of a confusion matrix that is still read. */
const mostClasses = 40;
/** Points of a scatter. */
const mostPoints = 500;

interface Place {
  readonly part: Split;
  readonly step: number;
}

/** How the classes were told, and the mistakes the network was surest of. */
export function classSample(
  { part, step }: Place,
  examples: readonly Example[],
  answers: ClassAnswers,
  { classes, kind }: Targets,
): ClassificationSample {
  const matrix = confusionMatrix(answers);
  const kept = shownClasses(matrix);
  return {
    kind: 'classification',
    part,
    step,
    classes: kept.map((index) => classes[index]!),
    hiddenClasses: classes.length - kept.length,
    confusion: kept.map((row) => kept.map((column) => matrix[row]![column]!)),
    scores: classScores(matrix).filter((_, index) => kept.includes(index)),
    bins: reliability(answers),
    mistakes: kind === 'steps' ? [] : mistakesOf(examples, answers, classes),
  };
}

/** All of them, or those with the most mistakes, in their order. */
function shownClasses(matrix: readonly (readonly number[])[]): number[] {
  const all = matrix.map((_, index) => index);
  if (all.length <= mostClasses) return all;
  const wrong = (index: number) =>
    matrix[index]!.reduce((sum, count) => sum + count, 0) - matrix[index]![index]!;
  const worst = [...all].sort((a, b) => wrong(b) - wrong(a) || a - b).slice(0, mostClasses);
  return worst.sort((a, b) => a - b);
}

function mistakesOf(
  examples: readonly Example[],
  answers: ClassAnswers,
  classes: readonly string[],
): ClassificationSample['mistakes'] {
  return examples
    .map((example, index) => {
      const predicted = predictedClass(answers, index);
      const truth = answers.truth[index]!;
      const confidence = answers.probabilities[index * classes.length + predicted]!;
      return { example, predicted, truth, confidence };
    })
    .filter(({ predicted, truth }) => predicted !== truth)
    .sort((a, b) => b.confidence - a.confidence || (a.example.name < b.example.name ? -1 : 1))
    .slice(0, shownMistakes)
    .map(({ example, predicted, truth, confidence }) => ({
      name: example.name,
      truth: classes[truth]!,
      answer: classes[predicted]!,
      confidence,
      shown: example.shown(),
    }));
}

/** Numbers told beside the truth, in original units, and those furthest off. */
export function numberSample(
  { part, step }: Place,
  examples: readonly Example[],
  { scores, truth }: { readonly scores: Float32Array; readonly truth: Float32Array },
  targets: Targets,
): RegressionSample {
  const pairs = examples.map((example, index) => ({
    example,
    truth: targets.original(truth[index]!),
    answer: targets.original(scores[index]!),
  }));
  const every = Math.max(1, Math.ceil(pairs.length / mostPoints));
  const off = (pair: (typeof pairs)[number]) => Math.abs(pair.answer - pair.truth);
  const worst = [...pairs].sort((a, b) => off(b) - off(a)).slice(0, shownMistakes);
  return {
    kind: 'regression',
    part,
    step,
    points: pairs
      .filter((_, index) => index % every === 0)
      .map((pair): [number, number] => [pair.truth, pair.answer]),
    mistakes: worst.map((pair) => ({
      name: pair.example.name,
      truth: pair.truth,
      answer: pair.answer,
      shown: pair.example.shown(),
    })),
  };
}
