import { logAdd } from '../../../backend/ctc/forward-backward.ts';
import type { LabelNgram } from '../label-ngram.ts';
import type { LabelScores } from './greedy.ts';

export interface BeamOptions {
  /** Beginnings kept after each step. */
  readonly width: number;
  /** What is known of transcripts without hearing anything, or null. */
  readonly languageModel: LabelNgram | null;
  /** Weight of the language model's logarithm (shallow fusion). */
  readonly languageWeight: number;
  /** Added for each label: makes up for the language model's liking of short texts. */
  readonly labelBonus: number;
}

export interface Hypothesis {
  readonly labels: readonly number[];
  /** log p(labels | sound) by the paths in the beam, with language model and bonus where given. */
  readonly score: number;
}

interface Prefix {
  readonly labels: readonly number[];
  /** Paths that end in the blank, and in the last label; logarithms. */
  blank: number;
  label: number;
  /** Language model and bonus. */
  readonly prior: number;
}

/** Labels less likely than this at a step are not tried: 4e-6. */
const leastLogProbability = -12.5;
const minusInfinity = Number.NEGATIVE_INFINITY;

/**
 * Prefix beam search (Graves and Jaitly 2014; Hannun et al. 2014): keeps the likeliest beginnings
 * of the transcript, each with the sum over the paths that give it.
 * @returns best first
 */
export function searchPrefixes(scores: LabelScores, options: BeamOptions): Hypothesis[] {
  let beam: Prefix[] = [{ labels: [], blank: 0, label: minusInfinity, prior: 0 }];
  for (let step = 0; step < scores.time; step++) {
    const row = scores.values.subarray(step * scores.classes, (step + 1) * scores.classes);
    beam = best(extend(beam, row, options), options.width);
  }
  return beam
    .map((prefix) => ({ labels: prefix.labels, score: scoreOf(prefix) + ending(prefix, options) }))
    .sort((a, b) => b.score - a.score);
}

function extend(beam: readonly Prefix[], row: Float32Array, options: BeamOptions): Prefix[] {
  const blank = row.length - 1;
  const next = new Map<string, Prefix>();
  const place = (labels: readonly number[], prior: () => number): Prefix => {
    const key = labels.join();
    const known = next.get(key);
    if (known !== undefined) return known;
    const made = { labels, blank: minusInfinity, label: minusInfinity, prior: prior() };
    next.set(key, made);
    return made;
  };
  for (const prefix of beam) {
    const last = prefix.labels.at(-1);
    const same = place(prefix.labels, () => prefix.prior);
    same.blank = logAdd(same.blank, pathsOf(prefix) + row[blank]!);
    if (last !== undefined) same.label = logAdd(same.label, prefix.label + row[last]!);
    for (let label = 0; label < blank; label++) {
      if (row[label]! < leastLogProbability) continue;
      // The same label twice needs a blank in between.
      const before = label === last ? prefix.blank : pathsOf(prefix);
      if (before === minusInfinity) continue;
      const longer = place(
        [...prefix.labels, label],
        () => prefix.prior + prior(prefix, label, options),
      );
      longer.label = logAdd(longer.label, before + row[label]!);
    }
  }
  return [...next.values()];
}

function prior({ labels }: Prefix, next: number, options: BeamOptions): number {
  const { languageModel, languageWeight, labelBonus } = options;
  const known = languageModel === null ? 0 : languageModel.logProbability(labels, next);
  return languageWeight * known + labelBonus;
}

/** What the language model thinks of stopping here. */
function ending({ labels }: Prefix, { languageModel, languageWeight }: BeamOptions): number {
  if (languageModel === null) return 0;
  return languageWeight * languageModel.logProbability(labels, languageModel.end);
}

function pathsOf({ blank, label }: Prefix): number {
  return logAdd(blank, label);
}

function scoreOf(prefix: Prefix): number {
  return pathsOf(prefix) + prefix.prior;
}

function best(prefixes: Prefix[], width: number): Prefix[] {
  return prefixes.sort((a, b) => scoreOf(b) - scoreOf(a)).slice(0, width);
}
