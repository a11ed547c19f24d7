import { type HeatMapData, strongestColumns } from '../../charts/heat-map/data.ts';
import { m } from '../../paraglide/messages.js';

/** An attention map in words: which source token each written one looks at most. */
export function attentionSummary(data: HeatMapData): string {
  const pairs = strongestColumns(data).map(([row, column]) =>
    m.run_attention_pair({ target: row, source: column }),
  );
  return `${m.run_attention()}: ${pairs.join('; ')}`;
}
