import type { Baseline } from '../../contract/index.ts';
import { ErrorRates } from './error-rates.ts';
import { LabelNgram } from './label-ngram.ts';
import type { PreparedClip, SpeechPlan } from './plan.ts';

/** Labels that the guess at unseen transcripts looks at. */
const guessOrder = 3;
/** Training recordings of the nearest length that are asked. */
const neighbours = 25;

/**
 * What can be said without listening: always the most frequent transcript, and the most frequent
 * one among training recordings of about the same length. Their loss is the cross-entropy of the
 * whole transcript, comparable with that of CTC: counts of transcripts, smoothed by an n-gram of
 * their labels after Witten and Bell, so that a transcript never seen has a chance too.
 */
export function measureBaselines({ parts, labels }: SpeechPlan): readonly Baseline[] {
  const guess = new LabelNgram(
    parts.train.map((clip) => clip.labels),
    labels.tokens.length,
    guessOrder,
  );
  const overall = countTranscripts(parts.train);
  const byLength = [...parts.train].sort((a, b) => a.seconds - b.seconds);
  const isolated = parts.train.every(({ transcript }) => !transcript.includes(' '));
  return [
    baseline(parts, 'most-frequent', {
      label: isolated ? 'most frequent word' : 'most frequent transcript',
      counts: () => overall,
      guess,
    }),
    baseline(parts, 'nearest-length', {
      label: 'guess by length',
      counts: (clip) => countTranscripts(nearest(byLength, clip.seconds)),
      guess,
    }),
  ];
}

interface Guesser {
  readonly label: string;
  /** Transcripts that count for a recording, most frequent first. */
  readonly counts: (clip: PreparedClip) => ReadonlyMap<string, number>;
  readonly guess: LabelNgram;
}

function baseline(
  parts: SpeechPlan['parts'],
  name: string,
  { label, counts, guess }: Guesser,
): Baseline {
  const metrics: Record<string, number> = {};
  for (const split of ['val', 'test'] as const) {
    if (parts[split].length === 0) continue;
    const rates = new ErrorRates();
    let nats = 0;
    for (const clip of parts[split]) {
      const seen = counts(clip);
      rates.add(clip.transcript, seen.keys().next().value ?? '');
      nats -= logProbability(clip, seen, guess);
    }
    for (const [metric, value] of Object.entries(rates.metrics))
      metrics[`${split}/${metric}`] = value;
    metrics[`${split}/loss`] = nats / parts[split].length;
  }
  return { name, label, metrics };
}

function logProbability(
  { transcript, labels }: PreparedClip,
  counts: ReadonlyMap<string, number>,
  guess: LabelNgram,
): number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const unseen = counts.size * Math.exp(guess.logProbabilityOf(labels));
  const share = ((counts.get(transcript) ?? 0) + unseen) / (total + counts.size);
  // A long transcript's chance may be too small for a number.
  if (share > 0) return Math.log(share);
  return Math.log(counts.size / (total + counts.size)) + guess.logProbabilityOf(labels);
}

function countTranscripts(clips: readonly PreparedClip[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { transcript } of clips) counts.set(transcript, (counts.get(transcript) ?? 0) + 1);
  return new Map([...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}

/** @param sorted by length */
function nearest(sorted: readonly PreparedClip[], seconds: number): readonly PreparedClip[] {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.seconds < seconds) low = middle + 1;
    else high = middle;
  }
  const first = Math.max(0, Math.min(sorted.length - neighbours, low - (neighbours >> 1)));
  return sorted.slice(first, first + neighbours);
}
