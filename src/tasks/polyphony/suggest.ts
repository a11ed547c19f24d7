import type { DatasetSummary, TaskSuggestion } from '../../contract/index.ts';

/** Fewest pieces of which some can be learnt and others measured. */
const fewestPieces = 3;
/** Pieces longer than this are learnt in excerpts. */
const longPiece = 400;
const excerptSteps = 200;
/** Fewer steps want a smaller network and moved keys. */
const fewSteps = 5000;
const manySteps = 100_000;

/** Pieces for several voices; null where there are too few. */
export function suggestPolyphony(summary: DatasetSummary): TaskSuggestion | null {
  if (summary.kind !== 'music' || summary.pieces < fewestPieces) return null;
  const { pieces, steps, longest, assigned } = summary;
  const parts = assigned.test > 0 ? '; the given parts are kept' : '';
  return {
    task: 'polyphony',
    reason: `${count(pieces)} pieces of up to ${count(longest)} steps: a network can learn which notes sound next${parts}.`,
    settings: {
      ...(longest > longPiece ? { excerpt_length: excerptSteps } : {}),
      ...(steps < fewSteps ? { hidden_size: 128, transpose: 5 } : {}),
      ...(steps > manySteps ? { hidden_size: 512, num_layers: 2, max_epochs: 30 } : {}),
    },
  };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
