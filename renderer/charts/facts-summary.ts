import { m } from '../paraglide/messages.js';
import type { LineFacts } from './chart.ts';
import { formatValue } from './format.ts';

/** A chart in one sentence for a person who cannot see it. */
export function factsSummary(title: string, facts: readonly LineFacts[]): string {
  const lines = facts.map(({ name: line, points, last, min, max }) =>
    m.chart_line_facts({
      line,
      points,
      last: formatValue(last),
      min: formatValue(min),
      max: formatValue(max),
    }),
  );
  return [title, ...lines].join('. ');
}
