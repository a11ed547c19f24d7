import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { version } from '../../package.json';
import { problemOf } from '../contract/index.ts';
import { Contestant, type ContestantProgram, Unsupported } from './contestants/contestant.ts';
import { pytorchProgram, stockLayersProgram, unrollProgram } from './contestants/programs.ts';
import {
  type Effort,
  measureAlone,
  measureMemory,
  measurePair,
  type PairResult,
} from './measure-row.ts';
import type { Description } from './protocol.ts';
import { highestPeak, type MachineFacts, type MeasuredRow, type ResultRow } from './results.ts';
import type { BenchRow, PeerId } from './rows.ts';
import type { Summary } from './statistics.ts';
import { layerOperations, type Work } from './work.ts';

export interface BenchPlan {
  readonly rows: readonly BenchRow[];
  readonly effort: Effort;
  /** Of every contestant. */
  readonly threads: number;
  /** A Python with PyTorch, or null. */
  readonly python: string | null;
  /** Entry of the contestants that compute with TensorFlow, `bench.js`. */
  readonly workerEntry: string;
}

export interface BenchListener {
  onMachine(machine: MachineFacts): void;
  onRow(measured: MeasuredRow): void;
  /** A row that cannot be measured here, and why. */
  onLeftOut(row: BenchRow, peer: PeerId | null, reason: string): void;
  /** A row in which something broke; the next ones are measured all the same. */
  onFailed(row: BenchRow, peer: PeerId | null, reason: string): void;
}

/** Measures rows one after the other, each in one go with its peers. */
export class Bench {
  readonly #plan: BenchPlan;
  readonly #listener: BenchListener;
  /** Long-lived, by contestant and number of threads. */
  readonly #contestants = new Map<string, Contestant>();
  #peak: MachineFacts['peak'] | null = null;

  constructor(plan: BenchPlan, listener: BenchListener) {
    this.#plan = plan;
    this.#listener = listener;
  }

  /** @throws UnrollError when a contestant fails before the first row */
  async run(): Promise<MachineFacts> {
    try {
      const before = loadavg()[0]!;
      const machine = await this.#machine(before);
      this.#listener.onMachine(machine);
      for (const row of this.#plan.rows) await this.#measure(row);
      return { ...machine, load: [before, round(loadavg()[0]!)] };
    } finally {
      this.close();
    }
  }

  /** Ends every process; a measurement at work fails. */
  close(): void {
    for (const contestant of this.#contestants.values()) contestant.close();
    this.#contestants.clear();
  }

  async #machine(load: number): Promise<MachineFacts> {
    const { threads, python } = this.#plan;
    const ours = this.#contestant('unroll', threads);
    const pytorch = python === null ? null : this.#contestant('pytorch', threads);
    const mine = await ours.describe();
    const theirs = (await pytorch?.describe()) ?? null;
    requireThreads([mine, ...(theirs === null ? [] : [theirs])], threads);
    const peaks = [await ours.peak(), ...(pytorch === null ? [] : [await pytorch.peak()])];
    this.#peak = highestPeak(peaks);
    return {
      processor: mine.details['processor'] ?? cpus()[0]?.model ?? process.arch,
      cores: availableParallelism(),
      threads,
      memory_gb: round(totalmem() / 1e9),
      platform: `${process.platform}-${process.arch}`,
      node: process.versions.node,
      unroll: version,
      tensorflow: mine.details['tensorflow'] ?? '',
      pytorch: theirs === null ? null : theirs.name.replace(/^PyTorch /, ''),
      peak: this.#peak,
      load: [round(load), round(load)],
      date: new Date().toISOString(),
    };
  }

  async #measure(row: BenchRow): Promise<void> {
    const peers = row.peers.filter((peer) => peer === 'tfjs layers' || this.#plan.python !== null);
    if (peers.length < row.peers.length && !peers.some((peer) => peer.startsWith('pytorch'))) {
      await this.#attempt(row, null);
    }
    for (const peer of peers) await this.#attempt(row, peer);
  }

  async #attempt(row: BenchRow, peer: PeerId | null): Promise<void> {
    try {
      const result =
        row.group === 'memory' ? await this.#memory(row, peer) : await this.#time(row, peer);
      this.#listener.onRow({ row, result });
    } catch (error) {
      const { message } = problemOf(error);
      if (error instanceof Unsupported) return this.#listener.onLeftOut(row, peer, message);
      // Whoever is in the middle of something is started anew.
      this.close();
      this.#listener.onFailed(row, peer, message);
    }
  }

  async #time(row: BenchRow, peer: PeerId | null): Promise<ResultRow> {
    const threads = row.threads ?? this.#plan.threads;
    const ours = this.#contestant('unroll', threads);
    if (peer === null) {
      const alone = await measureAlone(ours, row.work, this.#plan.effort);
      return {
        work: row.name,
        peer,
        ...this.#speed(row.work, alone.ours),
        spread: spreadOf(alone.ours),
        repeats: alone.turns,
        ...stepsOf(alone),
      };
    }
    const theirs = this.#contestant(contestantOf(peer), threads);
    const pair = await measurePair(
      [ours, row.work],
      [theirs, workOf(row.work, peer)],
      this.#plan.effort,
    );
    return {
      work: row.name,
      peer,
      ...this.#speed(row.work, pair.ours),
      peer_ms: round(pair.theirs.median),
      ratio: round(pair.theirs.median / pair.ours.median),
      spread: spreadOf(pair.ratio),
      repeats: pair.ratio.count,
      ...stepsOf(pair),
    };
  }

  #speed(work: Work, { median }: Summary): Pick<ResultRow, 'ours_ms' | 'gflops' | 'share_of_peak'> {
    const time = { ours_ms: round(median) };
    if (work.kind !== 'layer') return time;
    const gflops = layerOperations(work) / median / 1e6;
    const peak = work.precision === 'fp32' ? this.#peak?.fp32_gflops : this.#peak?.bf16_gflops;
    const share = peak ? { share_of_peak: round(gflops / peak) } : {};
    return { ...time, gflops: round(gflops), ...share };
  }

  /** In processes of their own, which hold nothing else. */
  async #memory(row: BenchRow, peer: PeerId | null): Promise<ResultRow> {
    const { threads } = this.#plan;
    const ours_mb = await peakOf(this.#program('unroll', threads), row.work);
    const base = { work: row.name, peer, ours_mb, repeats: 1 };
    if (peer === null) return base;
    const peer_mb = await peakOf(
      this.#program(contestantOf(peer), threads),
      workOf(row.work, peer),
    );
    return { ...base, peer_mb, ratio: round(peer_mb / ours_mb) };
  }

  #contestant(id: ContestantId, threads: number): Contestant {
    const key = `${id} ${threads}`;
    const known = this.#contestants.get(key);
    if (known !== undefined) return known;
    const contestant = new Contestant(this.#program(id, threads));
    this.#contestants.set(key, contestant);
    return contestant;
  }

  #program(id: ContestantId, threads: number): ContestantProgram {
    const { workerEntry, python } = this.#plan;
    if (id === 'unroll') return unrollProgram(workerEntry, threads);
    if (id === 'tfjs-layers') return stockLayersProgram(workerEntry, threads);
    if (python === null) throw new Error('there is no Python to measure with');
    return pytorchProgram(python, threads);
  }
}

type ContestantId = 'unroll' | 'pytorch' | 'tfjs-layers';

function contestantOf(peer: PeerId): ContestantId {
  return peer === 'tfjs layers' ? 'tfjs-layers' : 'pytorch';
}

/** Mixed precision of ours is measured against both precisions of a peer. */
function workOf(work: Work, peer: PeerId): Work {
  return { ...work, precision: peer === 'pytorch bf16' ? 'mixed' : 'fp32' };
}

async function peakOf(program: ContestantProgram, work: Work): Promise<number> {
  const contestant = new Contestant(program);
  try {
    return round((await measureMemory(contestant, work)) / 1e6);
  } finally {
    contestant.close();
  }
}

function requireThreads(contestants: readonly Description[], threads: number): void {
  for (const { name, threads: own } of contestants) {
    if (own !== threads) throw new Error(`${name} computes with ${own} threads, not ${threads}`);
  }
}

function spreadOf({ median, spread }: Summary): number {
  return round(spread / median);
}

function stepsOf({
  ours,
  kernel,
}: Pick<PairResult, 'ours' | 'kernel'>): Pick<ResultRow, 'steps' | 'kernel'> {
  return { steps: ours.count, ...(kernel === undefined ? {} : { kernel }) };
}

/** Four significant digits: more than any repetition shows. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}
