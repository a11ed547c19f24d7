import type { Baseline, MetricValues } from '../../contract/index.ts';
import { type Judged, judge, notMeasuredYet } from '../judged.ts';

/**
 * One plain sentence: whether the network translates better than what needs no network, by BLEU
 * where it was measured, else by the loss.
 * @param best with the split: `val/loss`; `test` likewise
 * @param signature how BLEU was made
 */
export function translationVerdict(
  best: MetricValues,
  test: MetricValues,
  baselines: readonly Baseline[],
  signature: string,
): string {
  const judged = judge(best, test, baselines, 'loss');
  const bleu = judged.value('bleu');
  if (bleu !== undefined) return byBleu(bleu, judged, signature);
  const loss = judged.value('loss');
  return loss === undefined ? notMeasuredYet : byLoss(loss, judged);
}

function byBleu(bleu: number, { part, rival: rivalBy }: Judged, signature: string): string {
  const own = `${bleu.toFixed(1)} BLEU on the ${part} part`;
  const rival = rivalBy('bleu');
  if (rival === null) return `Reaches ${own} (${signature}).`;
  if (bleu > rival.value) {
    return `Beats the ${rival.baseline.label}: ${own} against ${rival.value.toFixed(1)} (${signature}).`;
  }
  return `Loses to the ${rival.baseline.label}: ${own} against ${rival.value.toFixed(1)}. Longer training or more pairs may help; until then the network is no use.`;
}

function byLoss(loss: number, { part, rival: rivalBy }: Judged): string {
  const own = `${loss.toFixed(3)} nats a token on the ${part} part`;
  const rival = rivalBy('loss');
  if (rival === null) return `Reaches ${own}.`;
  const word = loss < rival.value ? 'Beats' : 'Loses to';
  return `${word} the ${rival.baseline.label}: ${own} against ${rival.value.toFixed(3)}.`;
}
