import {
  type Classified,
  type ClassifiedSequence,
  problemOf,
  UnrollError,
} from '../../contract/index.ts';
import type { ClassificationPlan, Example } from './plan.ts';
import { probabilitiesOf } from './temperature.ts';

/** Classes named with their probabilities. */
const namedClasses = 5;

type Parts = Pick<ClassificationPlan, 'targets' | 'readFile' | 'readText'> & {
  readonly temperature: number;
};

/** Scores of each example, for each step where steps are answered; fewer when asked to stop. */
type Score = (examples: readonly Example[]) => Promise<readonly Float32Array[]>;

/** Answers for files and texts; a bad file does not spoil the others. */
export async function classifiedAs(
  parts: Parts,
  paths: readonly string[],
  texts: readonly string[],
  score: Score,
): Promise<readonly Classified[]> {
  const results: Classified[] = [];
  const answer = async (source: string, read: () => Promise<readonly Example[]>) => {
    try {
      const examples = await read();
      const scores = await score(examples);
      const sequences = scores.map((own, index) => sequenceOf(examples[index]!, own, parts));
      results.push({ source, sequences, problem: null });
    } catch (error) {
      if (!(error instanceof UnrollError)) throw error;
      results.push({ source, sequences: [], problem: problemOf(error) });
    }
  };
  for (const path of paths) await answer(path, () => parts.readFile(path));
  for (const text of texts) await answer(text, async () => [parts.readText(text)]);
  return results;
}

function sequenceOf(
  { name, label, shown }: Example,
  scores: Float32Array,
  { targets, temperature }: Parts,
): ClassifiedSequence {
  const base = { name, label, shown: shown() };
  if (targets.kind === 'number') {
    const value = targets.original(scores[0]!);
    return { ...base, answer: String(Number(value.toPrecision(6))), value, classes: [], steps: [] };
  }
  const { classes } = targets;
  const probabilities = probabilitiesOf(scores, classes.length, temperature);
  if (targets.kind === 'steps') {
    const steps = Array.from({ length: scores.length / classes.length }, (_, step) => {
      const own = probabilities.subarray(step * classes.length, (step + 1) * classes.length);
      return classes[own.indexOf(Math.max(...own))]!;
    });
    return { ...base, answer: steps.join(' '), value: null, classes: [], steps };
  }
  const ranked = classes
    .map((name, index): [string, number] => [name, probabilities[index]!])
    .sort(([, a], [, b]) => b - a);
  const [best] = ranked;
  return {
    ...base,
    answer: best![0],
    value: null,
    classes: ranked.slice(0, namedClasses),
    steps: [],
  };
}
