import { type DataFile, numberOf, type Settings, UnrollError } from '../../contract/index.ts';
import { type PianoRoll, type Piece, readMusic, rollOf } from '../../datasets/index.ts';
import type { SplitName } from '../../datasets/splits.ts';
import { splitExamples } from '../classification/split.ts';
import { tooFew } from './too-few.ts';

/** A piece as the network reads it. */
export interface PlannedPiece extends PianoRoll {
  readonly name: string;
}

/** A stretch of a piece that is learnt at once. */
export interface Excerpt {
  readonly piece: PlannedPiece;
  readonly from: number;
  readonly steps: number;
}

/** Everything about the data that training and measuring need; no tensors. */
export interface PolyphonyPlan {
  readonly parts: Readonly<Record<SplitName, readonly PlannedPiece[]>>;
  readonly excerpts: readonly Excerpt[];
  /** The first piece of another file. @throws UnrollError when it cannot be read or is silent */
  readonly readPiece: (path: string) => Promise<PlannedPiece>;
  /** For people. */
  readonly details: [string, string][];
}

/** Places pieces on a grid and divides them. @throws UnrollError when there are too few pieces */
export async function planPolyphony(data: DataFile, settings: Settings): Promise<PolyphonyPlan> {
  const stepsPerQuarter = numberOf(settings, 'steps_per_quarter');
  const { pieces } = await readMusic(data);
  const planned = pieces.map((piece) => ({ piece, roll: rollOf(piece, stepsPerQuarter) }));
  const heard = planned.filter(({ roll }) => roll.sounding.includes(1));
  if (heard.length < 2) throw tooFew(heard.length);
  const split = splitExamples(
    heard.map(({ piece }) => piece),
    heard.map(() => ''),
    settings,
  );
  const parts = { train: [], val: [], test: [] } as Record<SplitName, PlannedPiece[]>;
  heard.forEach(({ piece, roll }, index) => {
    parts[split[index]!].push(named(piece, roll));
  });
  const excerpts = parts.train.flatMap((piece) =>
    excerptsOf(piece, numberOf(settings, 'excerpt_length')),
  );
  return {
    parts,
    excerpts,
    readPiece: (path) => readFirst(path, stepsPerQuarter),
    details: detailsOf(parts, excerpts, pieces.length - heard.length),
  };
}

function named({ name }: Piece, roll: PianoRoll): PlannedPiece {
  return { name, ...roll };
}

/** As even as whole steps allow, so that no excerpt is a leftover of a few steps. */
function excerptsOf(piece: PlannedPiece, longest: number): Excerpt[] {
  const count = longest === 0 ? 1 : Math.ceil(piece.steps / longest);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * piece.steps) / count);
    return { piece, from, steps: Math.floor(((index + 1) * piece.steps) / count) - from };
  });
}

async function readFirst(path: string, stepsPerQuarter: number): Promise<PlannedPiece> {
  const { pieces } = await readMusic({ path, format: null });
  for (const piece of pieces) {
    const roll = rollOf(piece, stepsPerQuarter);
    if (roll.sounding.includes(1)) return named(piece, roll);
  }
  throw new UnrollError({
    code: 'silent-music',
    message: `${path} holds no notes of the piano.`,
    where: path,
    hint: 'Give a piece with notes from A0 to C8.',
  });
}

function detailsOf(
  parts: PolyphonyPlan['parts'],
  excerpts: readonly Excerpt[],
  silent: number,
): [string, string][] {
  const number = (value: number) => value.toLocaleString('en-US');
  const inOrder = [parts.train, parts.val, parts.test];
  const stepsOf = (part: readonly PlannedPiece[]) =>
    number(part.reduce((sum, { steps }) => sum + steps, 0));
  const details: [string, string][] = [
    [
      'Pieces (training / validation / test)',
      inOrder.map((part) => number(part.length)).join(' / '),
    ],
    ['Steps (training / validation / test)', inOrder.map(stepsOf).join(' / ')],
  ];
  if (excerpts.length > parts.train.length)
    details.push(['Excerpts of training pieces', number(excerpts.length)]);
  if (silent > 0) details.push(['Left out', `${number(silent)} without notes`]);
  return details;
}
