import type { DatasetSummary, TableSummary } from '../records/index.ts';
import { listOf, numberOf, type Settings, textOf } from '../settings.ts';
import { recurrentWeights } from './recurrent-weights.ts';
import type { Work } from './work.ts';

export function forecastingWork(summary: DatasetSummary, settings: Settings): Work | null {
  if (summary.kind !== 'table') return null;
  const numeric = summary.columns.filter((column) => column.type === 'number').length;
  const read = ['past_columns', 'known_columns'].flatMap((name) => listOf(settings, name));
  const channels = listOf(settings, 'target_columns').length || Math.max(1, numeric - read.length);
  const input = numberOf(settings, 'input_length');
  const horizon = numberOf(settings, 'horizon');
  const share = 1 - numberOf(settings, 'val_fraction') - numberOf(settings, 'test_fraction');
  const rows = numberOf(settings, 'train_rows') || summary.rows * share;
  const windows = Math.max(0, rows - input - horizon + 1);
  const independent = textOf(settings, 'channels') !== 'joint';
  const segment = segmentOf(summary, settings, input);
  const hidden = numberOf(settings, 'hidden_size');
  const bySegments = textOf(settings, 'decoding') !== 'direct';
  const steps = Math.ceil(input / segment) + (bySegments ? Math.ceil(horizon / segment) : 1);
  const sequences = independent ? channels : 1;
  const width = segment * (independent ? 1 : channels);
  const recurrent = recurrentWeights(settings, hidden);
  const weights = recurrent + 2 * width * hidden;
  return {
    parameters: weights,
    weightsPerStep: weights,
    recurrent,
    sequenceSteps: windows * sequences * steps,
    batch: numberOf(settings, 'batch_size') * sequences,
    steps,
  };
}

/** Longest segment that the forecasting task chooses where no season divides the input. */
const LONGEST_SEGMENT = 24;

/** As the task itself chooses it. */
function segmentOf(summary: TableSummary, settings: Settings, input: number): number {
  const chosen = numberOf(settings, 'segment_length');
  if (chosen > 0) return chosen;
  const given = numberOf(settings, 'season_length');
  const divides = (length: number) => input % length === 0 && input / length >= 2;
  const season = (given > 0 ? [given] : summary.periods).find(divides);
  if (season !== undefined) return season;
  for (let length = LONGEST_SEGMENT; length > 1; length--) if (divides(length)) return length;
  return 1;
}
