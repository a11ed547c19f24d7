import type { Baseline, MetricValues } from '../../contract/index.ts';

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
  const split = test['test/loss'] === undefined ? 'val' : 'test';
  const own = split === 'test' ? test : best;
  const part = split === 'test' ? 'test' : 'validation';
  const bleu = own[`${split}/bleu`];
  if (bleu !== undefined) return byBleu(bleu, split, part, baselines, signature);
  const loss = own[`${split}/loss`];
  if (loss === undefined) {
    return 'The run ended before its first measurement, so nothing is known yet.';
  }
  return byLoss(loss, split, part, baselines);
}

function strongest(
  baselines: readonly Baseline[],
  metric: string,
  isBetter: (a: number, b: number) => boolean,
): { readonly label: string; readonly value: number } | null {
  let best: { label: string; value: number } | null = null;
  for (const { label, metrics } of baselines) {
    const value = metrics[metric];
    if (value === undefined) continue;
    if (best === null || isBetter(value, best.value)) best = { label, value };
  }
  return best;
}

function byBleu(
  bleu: number,
  split: string,
  part: string,
  baselines: readonly Baseline[],
  signature: string,
): string {
  const own = `${bleu.toFixed(1)} BLEU on the ${part} part`;
  const rival = strongest(baselines, `${split}/bleu`, (a, b) => a > b);
  if (rival === null) return `Reaches ${own} (${signature}).`;
  if (bleu > rival.value) {
    return `Beats the ${rival.label}: ${own} against ${rival.value.toFixed(1)} (${signature}).`;
  }
  return `Loses to the ${rival.label}: ${own} against ${rival.value.toFixed(1)}. Longer training or more pairs may help; until then the network is no use.`;
}

function byLoss(loss: number, split: string, part: string, baselines: readonly Baseline[]): string {
  const own = `${loss.toFixed(3)} nats a token on the ${part} part`;
  const rival = strongest(baselines, `${split}/loss`, (a, b) => a < b);
  if (rival === null) return `Reaches ${own}.`;
  const word = loss < rival.value ? 'Beats' : 'Loses to';
  return `${word} the ${rival.label}: ${own} against ${rival.value.toFixed(3)}.`;
}
