import type { DatasetSummary, TaskSuggestion } from '../../contract/index.ts';

/** Fewest pieces of which some can be learnt and others measured. */
const fewestPieces = 3;
/** Pieces longer than this are learnt in excerpts. */
const longPiece = 400;
const excerptSteps = 200;
/** Fewer steps want a smaller network and more passes; many need less to keep from learning by heart. */
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
      ...sizesFor(steps),
    },
  };
}

/** Of the middle: lowest validation loss on the chorales of Bach among size, dropout and weight drop. */
function sizesFor(steps: number): TaskSuggestion['settings'] {
  if (steps < fewSteps) return { hidden_size: 128, max_epochs: 80 };
  if (steps > manySteps) return { hidden_size: 512, num_layers: 2, max_epochs: 30 };
  return { hidden_size: 512, dropout: 0.6, input_dropout: 0.15, weight_drop: 0.4, max_epochs: 60 };
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
