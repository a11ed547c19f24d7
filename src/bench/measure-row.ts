import type { Contestant } from './contestants/contestant.ts';
import { type Summary, summarize } from './statistics.ts';
import type { Work } from './work.ts';

/** How much time a measurement may take. */
export interface Effort {
  /** Seconds for one pair of contestants. */
  readonly seconds: number;
  /** Milliseconds that a contestant computes before the other has its turn. */
  readonly turn: number;
  /** Turns of each at least, however long they take. */
  readonly leastRounds: number;
  readonly mostRounds: number;
}

export const thoroughEffort: Effort = { seconds: 16, turn: 250, leastRounds: 7, mostRounds: 25 };
export const quickEffort: Effort = { seconds: 4, turn: 120, leastRounds: 3, mostRounds: 15 };

/** Two contestants on the same work, in turns, so that whatever else runs slows both alike. */
export interface PairResult {
  /** Milliseconds of a step, over all timed steps. */
  readonly ours: Summary;
  readonly theirs: Summary;
  /** Of the ratios theirs / ours, one for each pair of neighbouring turns. */
  readonly ratio: Summary;
  /** What ran our recurrence. */
  readonly kernel: string | undefined;
}

/** Turns that always are had, also where they take longer than the effort allows. */
const fewestRounds = 3;
/** A step longer than this needs no untimed one after each change of turn. */
const longStep = 150;
/** Lets the threads of the one before fall asleep. */
const pauseBetween = 15;

interface Place {
  readonly contestant: Contestant;
  readonly id: number;
  readonly times: number[];
  /** Median of each turn. */
  readonly turns: number[];
}

/**
 * @param theirWork the same work, in the peer's own precision
 * @throws Unsupported when one of the two cannot do it
 * @throws UnrollError when one of the two fails
 */
export async function measurePair(
  [ours, ourWork]: readonly [Contestant, Work],
  [theirs, theirWork]: readonly [Contestant, Work],
  effort: Effort,
): Promise<PairResult> {
  const a = await ours.prepare(ourWork);
  try {
    const b = await theirs.prepare(theirWork);
    try {
      requireSameModel(a.weights, b.weights);
      const places = [place(ours, a.id), place(theirs, b.id)] as const;
      await alternate(places, effort);
      const [mine, other] = places;
      const ratios = mine.turns.map((time, round) => other.turns[round]! / time);
      return {
        ours: summarize(mine.times),
        theirs: summarize(other.times),
        ratio: summarize(ratios),
        kernel: a.kernel,
      };
    } finally {
      await theirs.drop(b.id);
    }
  } finally {
    await ours.drop(a.id);
  }
}

/** Without anyone to compare with. */
export interface AloneResult {
  /** Milliseconds of a step, over all timed steps. */
  readonly ours: Summary;
  readonly turns: number;
  /** What ran our recurrence. */
  readonly kernel: string | undefined;
}

/** @throws Unsupported */
export async function measureAlone(
  contestant: Contestant,
  work: Work,
  effort: Effort,
): Promise<AloneResult> {
  const { id, kernel } = await contestant.prepare(work);
  try {
    const only = place(contestant, id);
    await alternate([only], effort);
    return { ours: summarize(only.times), turns: only.turns.length, kernel };
  } finally {
    await contestant.drop(id);
  }
}

function place(contestant: Contestant, id: number): Place {
  return { contestant, id, times: [], turns: [] };
}

/** The first round makes all warm and is thrown away; who begins changes from round to round. */
async function alternate(places: readonly Place[], effort: Effort): Promise<void> {
  for (const { contestant, id } of places) await contestant.turn(id, 1, 0);
  const begin = performance.now();
  for (let round = 0; round < effort.mostRounds; round++) {
    const spent = (performance.now() - begin) / 1000 / effort.seconds;
    if (spent > 1 && round >= effort.leastRounds) return;
    if (spent > 2 && round >= fewestRounds) return;
    const order = round % 2 === 0 ? places : places.toReversed();
    for (const one of order) {
      await new Promise((resolve) => setTimeout(resolve, pauseBetween));
      await takeTurn(one, effort.turn);
    }
  }
}

async function takeTurn({ contestant, id, times, turns }: Place, length: number): Promise<void> {
  const isLong = (turns.at(-1) ?? 0) > longStep;
  const turn = await contestant.turn(id, isLong ? 0 : 1, length);
  if (!Number.isFinite(turn.value)) throw new Error(`a step ended with ${turn.value}`);
  times.push(...turn.times);
  turns.push(summarize(turn.times).median);
}

function requireSameModel(ours: number, theirs: number): void {
  if (ours === theirs) return;
  throw new Error(`not the same model: ${ours} weights against ${theirs}`);
}

/** Largest resident memory of a fresh process after some steps of the work, in bytes. */
export async function measureMemory(contestant: Contestant, work: Work): Promise<number> {
  const { id } = await contestant.prepare(work);
  await contestant.turn(id, 2, 2000);
  return contestant.memory();
}
