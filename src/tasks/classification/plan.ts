import {
  type DataFile,
  numberOf,
  type Settings,
  type ShownInput,
  textOf,
  UnrollError,
} from '../../contract/index.ts';
import { learnTokenizer, type Tokenizer, type TokenizerKind } from '../../datasets/index.ts';
import type { SplitName } from '../../datasets/splits.ts';
import type { Patience } from '../task.ts';
import { InputScale, type Scale } from './input-scale.ts';
import { noLabel, Targets } from './labels.ts';
import type { RawExample, RawExamples } from './raw-examples.ts';
import { type ExampleReading, readExamples } from './read-examples.ts';
import { emptyPart, splitExamples } from './split.ts';
import { targetOf, unlabelled } from './target.ts';

/** A sequence as the network reads it. */
export interface Example {
  readonly name: string;
  readonly steps: number;
  /** (steps, width) numbers, or (steps) tokens. */
  readonly input: Float32Array;
  /** See `Targets.encode`. */
  readonly targets: Float32Array;
  /** What the data says it is; empty where it says nothing. */
  readonly label: string;
  readonly shown: () => ShownInput;
}

/** Everything about the data that training and measuring need; no tensors. */
export interface ClassificationPlan {
  readonly kind: 'numbers' | 'text';
  /** Numbers at a step, or tokens of the vocabulary. */
  readonly width: number;
  readonly targets: Targets;
  /** Of numbers, the same for all sequences; null of tokens, and where each sequence has its own. */
  readonly scale: Scale | null;
  readonly tokenizer: Tokenizer | null;
  readonly parts: Readonly<Record<SplitName, readonly Example[]>>;
  /** Sequences of another file. @throws UnrollError when it cannot be read alike */
  readonly readFile: (path: string) => Promise<readonly Example[]>;
  readonly readText: (text: string) => Example;
  /** For people. */
  readonly details: [string, string][];
}

/**
 * Reads, splits and prepares sequences: classes, scales and vocabulary know the training part alone.
 * @throws UnrollError when the data cannot serve the settings
 */
export async function planClassification(
  data: DataFile,
  settings: Settings,
  patience: Patience,
): Promise<ClassificationPlan> {
  const reading = await readExamples(data, settings, patience);
  const target = targetOf(reading.raw.target, reading.raw.kind, settings);
  const labelled = reading.raw.examples.filter(isLabelled);
  if (labelled.length === 0) throw unlabelled(reading.raw.examples.length);
  const strata = labelled.map(({ label }) => (target === 'class' ? label : ''));
  const split = splitExamples(labelled, strata, settings);
  const training = labelled.filter((_, index) => split[index] === 'train');
  const targets = new Targets(target, training);
  const prepare = await preparation(reading.raw, training, targets, settings);
  const parts = { train: [], val: [], test: [] } as Record<SplitName, Example[]>;
  let unseen = 0;
  labelled.forEach((raw, index) => {
    const example = prepare.example(raw);
    if (example.targets.every((value) => value === noLabel)) unseen++;
    else parts[split[index]!].push(example);
  });
  if (parts.val.length === 0) throw emptyPart('val');
  const left = reading.raw.examples.length - labelled.length;
  return {
    kind: reading.raw.kind,
    width: prepare.width,
    targets,
    scale: prepare.scale,
    tokenizer: prepare.tokenizer,
    parts,
    readFile: async (path) => (await reading.readFile(path)).map(prepare.example),
    readText: (text) => prepare.example(textExample(text, reading)),
    details: detailsOf(parts, targets, prepare, { raw: reading.raw, left, unseen }),
  };
}

function isLabelled({ label, stepLabels }: RawExample): boolean {
  return stepLabels === undefined ? label !== '' : stepLabels.some((one) => one !== '');
}

interface Preparation {
  readonly width: number;
  readonly tokenizer: Tokenizer | null;
  readonly scale: Scale | null;
  readonly example: (raw: RawExample) => Example;
}

type Finish = (one: RawExample, steps: number, input: Float32Array) => Example;

function preparation(
  raw: RawExamples,
  training: readonly RawExample[],
  targets: Targets,
  settings: Settings,
): Promise<Preparation> | Preparation {
  const finish: Finish = (one, steps, input) => {
    const { name, label, shown } = one;
    return { name, label, shown, steps, input, targets: targets.encode(one, steps) };
  };
  return raw.kind === 'numbers'
    ? ofNumbers(new InputScale(raw.width, training, settings), raw.width, finish)
    : ofTexts(training, settings, finish);
}

function ofNumbers(scale: InputScale, width: number, finish: Finish): Preparation {
  return {
    width,
    tokenizer: null,
    scale: scale.fixed,
    example: (one) => {
      const { input } = one;
      const values = scale.apply(input.kind === 'numbers' ? input.values : new Float32Array(0));
      return finish(one, values.length / width, values);
    },
  };
}

async function ofTexts(
  training: readonly RawExample[],
  settings: Settings,
  finish: Finish,
): Promise<Preparation> {
  const textIn = ({ input }: RawExample) => (input.kind === 'text' ? input.text : '');
  const tokenizer = await learnTokenizer(training.map(textIn), {
    kind: textOf(settings, 'tokens') as TokenizerKind,
    size: numberOf(settings, 'vocabulary_size'),
    minCount: numberOf(settings, 'min_count'),
    file: '',
  });
  const longest = numberOf(settings, 'max_length') || Number.MAX_SAFE_INTEGER;
  return {
    width: tokenizer.size,
    tokenizer,
    scale: null,
    example: (one) => {
      const tokens = tokenizer.encode(textIn(one)).subarray(0, longest);
      // An empty text is one step of the first token: a network must read something.
      const own = tokens.length === 0 ? Float32Array.of(0) : Float32Array.from(tokens);
      return finish(one, own.length, own);
    },
  };
}

/** @throws UnrollError where the network reads no texts */
function textExample(text: string, { raw }: ExampleReading): RawExample {
  if (raw.kind !== 'text') {
    throw new UnrollError({
      code: 'reads-no-text',
      message: 'This network reads no texts.',
      where: 'text',
      hint: 'Give a file like the one that it was trained on.',
    });
  }
  const input = { kind: 'text', text } as const;
  return { name: text, label: '', part: null, input, shown: () => input };
}

function detailsOf(
  parts: ClassificationPlan['parts'],
  targets: Targets,
  { width, tokenizer }: Preparation,
  { raw, left, unseen }: { raw: RawExamples; left: number; unseen: number },
): [string, string][] {
  const number = (value: number) => value.toLocaleString('en-US');
  const lengths = parts.train.map(({ steps }) => steps);
  const [shortest, longest] = [
    Math.min(...lengths.slice(0, 100_000)),
    lengths.reduce((a, b) => Math.max(a, b), 0),
  ];
  const details: [string, string][] = [
    [
      'Sequences (training / validation / test)',
      [parts.train, parts.val, parts.test].map((part) => number(part.length)).join(' / '),
    ],
    [
      'Steps in a sequence',
      shortest === longest ? number(longest) : `${number(shortest)} to ${number(longest)}`,
    ],
    tokenizer === null
      ? ['Values at a step', number(width)]
      : ['Vocabulary', `${number(width)} tokens`],
    targets.kind === 'number'
      ? [
          'Target',
          `mean ${targets.scale.mean.toPrecision(4)}, deviation ${targets.scale.deviation.toPrecision(4)}`,
        ]
      : ['Classes', number(targets.classes.length)],
  ];
  const out = [
    ...(raw.leftOut === '' ? [] : [raw.leftOut]),
    ...(left === 0 ? [] : [`${number(left)} without a label`]),
    ...(unseen === 0 ? [] : [`${number(unseen)} of a class that training lacks`]),
  ];
  if (out.length > 0) details.push(['Left out', out.join(', ')]);
  return details;
}
