import type { DatasetSummary, TaskSuggestion } from '../../contract/index.ts';

/** Fewest characters from which a text can be split and learnt. */
const fewestCharacters = 1000;

/** Any text can be modelled by its characters; size and script set the rest. */
export function suggestLanguageModel(summary: DatasetSummary): TaskSuggestion | null {
  if (summary.kind !== 'text' || summary.characters < fewestCharacters) return null;
  const characters = summary.characters.toLocaleString('en-US');
  const manySigns = summary.distinctCharacters > 500;
  const reason = manySigns
    ? `A text of ${characters} characters in a script of ${summary.distinctCharacters.toLocaleString('en-US')} signs: rare signs are read as one unknown sign.`
    : `A text of ${characters} characters: a network can learn to continue it letter by letter.`;
  return {
    task: 'language-model',
    reason,
    settings: { ...(manySigns ? { min_count: 2 } : {}), ...suggestSizes(summary.characters) },
  };
}

/** A small text is learnt by heart by a large network and wants more passes; a large one fewer. */
function suggestSizes(characters: number): Record<string, number> {
  if (characters < 50_000) return { hidden_size: 128, batch_size: 16, max_epochs: 40 };
  if (characters < 300_000) return { hidden_size: 256, max_epochs: 30 };
  if (characters < 2_000_000) return {};
  return { max_epochs: characters < 5_000_000 ? 5 : 2 };
}
