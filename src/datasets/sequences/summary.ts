import type { Diagnosis, SequencesSummary } from '../../contract/index.ts';
import { binCounts } from './bin-counts.ts';
import type { LabelledSequences } from './labelled-sequences.ts';
import { shownSequence } from './shown.ts';

const previewed = 24;
const listedClasses = 200;
const lengthBins = 40;
/** Fewer of a class cannot be both learnt and checked. */
const fewOfClass = 5;

export function summariseSequences(set: LabelledSequences): {
  summary: SequencesSummary;
  diagnoses: Diagnosis[];
} {
  const { sequences, channels, image } = set;
  const lengths = sequences.map(({ steps }) => steps);
  const classes = classCounts(set);
  const every = Math.max(1, sequences.length / previewed);
  const summary: SequencesSummary = {
    kind: 'sequences',
    layout: set.layout,
    sequences: sequences.length,
    channels: channels.length,
    shortest: Math.min(...lengths, Number.MAX_SAFE_INTEGER),
    longest: lengths.reduce((a, b) => Math.max(a, b), 0),
    lengths: binCounts(lengths, lengthBins),
    target: set.target,
    classes: classes.slice(0, listedClasses),
    distinctClasses: classes.length,
    numbers: set.target === 'number' ? rangeOf(set) : null,
    image,
    assigned: {
      train: sequences.filter(({ part }) => part === 'train').length,
      val: sequences.filter(({ part }) => part === 'val').length,
      test: sequences.filter(({ part }) => part === 'test').length,
    },
    preview: Array.from({ length: Math.min(previewed, sequences.length) }, (_, index) => {
      const one = sequences[Math.floor(index * every)]!;
      return { name: one.name, label: one.label, shown: shownSequence(one, channels, image) };
    }),
  };
  return { summary, diagnoses: [...set.diagnoses, ...diagnose(set, classes)] };
}

/** Most frequent first; labels that look alike in order of their names. */
function classCounts({ sequences, target }: LabelledSequences): [string, number][] {
  if (target === 'number') return [];
  const counts = new Map<string, number>();
  const add = (label: string) => {
    if (label !== '') counts.set(label, (counts.get(label) ?? 0) + 1);
  };
  for (const { label, stepLabels } of sequences) {
    if (stepLabels === undefined) add(label);
    else stepLabels.forEach(add);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

function rangeOf({ sequences }: LabelledSequences): SequencesSummary['numbers'] {
  const numbers = sequences.map(({ label }) => Number(label)).filter(Number.isFinite);
  if (numbers.length === 0) return null;
  return {
    min: numbers.reduce((a, b) => Math.min(a, b)),
    mean: numbers.reduce((a, b) => a + b, 0) / numbers.length,
    max: numbers.reduce((a, b) => Math.max(a, b)),
  };
}

function diagnose(
  labelled: LabelledSequences,
  classes: readonly (readonly [string, number])[],
): Diagnosis[] {
  const ofClasses = labelled.target === 'class' ? [rareClasses(classes), uneven(classes)] : [];
  const found = [unlabelled(labelled), missingValues(labelled), ...ofClasses];
  return found.filter((diagnosis) => diagnosis !== null);
}

function unlabelled({ sequences }: LabelledSequences): Diagnosis | null {
  const count = sequences.filter(({ label, stepLabels }) => label === '' && !stepLabels).length;
  if (count === 0) return null;
  return {
    severity: 'warning',
    code: 'unlabelled-sequences',
    message: count === 1 ? '1 sequence has no label.' : `${count} sequences have no label.`,
    action: 'They are left out of training.',
  };
}

function missingValues({ sequences }: LabelledSequences): Diagnosis | null {
  const count = sequences.filter(({ values }) => values.some(Number.isNaN)).length;
  if (count === 0) return null;
  const have = count === 1 ? '1 sequence has' : `${count} sequences have`;
  return {
    severity: 'info',
    code: 'missing-in-sequences',
    message: `${have} missing values.`,
    action: 'The network reads the mean of the training part there.',
  };
}

function rareClasses(classes: readonly (readonly [string, number])[]): Diagnosis | null {
  const rare = classes.filter(([, count]) => count < fewOfClass);
  if (rare.length === 0) return null;
  const named = rare.slice(0, 5).map(([name]) => name);
  const have = rare.length === 1 ? '1 class has' : `${rare.length} classes have`;
  return {
    severity: 'warning',
    code: 'rare-classes',
    message: `${have} fewer than ${fewOfClass} sequences: ${named.join(', ')}.`,
    action: 'They are hardly learnt: add more of them or join them to others.',
  };
}

function uneven(classes: readonly (readonly [string, number])[]): Diagnosis | null {
  const [most, least] = [classes[0]?.[1] ?? 1, classes.at(-1)?.[1] ?? 1];
  if (most <= 10 * least) return null;
  const times = Math.round(most / least);
  return {
    severity: 'warning',
    code: 'uneven-classes',
    message: `The largest class has ${times} times as many sequences as the smallest.`,
    action:
      'Balanced class weights make errors on all classes count alike; watch the balanced accuracy.',
  };
}
