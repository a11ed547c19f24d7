import type { Random } from '../numerics/random.ts';
import type { CategoricalParameter, Parameter } from '../space/parameter.ts';

/** How likely each choice of each categorical parameter is, by name. */
export type CategoryState = Readonly<Record<string, readonly number[]>>;

export function initialCategories(parameters: readonly Parameter[]): CategoryState {
  const entries = parameters.filter(isCategorical).map(({ name, choices }) => {
    return [name, choices.map(() => 1 / choices.length)] as const;
  });
  return Object.fromEntries(entries);
}

export function isCategorical(parameter: Parameter): parameter is CategoricalParameter {
  return parameter.type === 'categorical';
}

/** The place of a choice drawn with these probabilities. */
export function drawChoice(probabilities: readonly number[], random: Random): number {
  return (random.weighted(probabilities) + 0.5) / probabilities.length;
}

/**
 * Moves each distribution towards the choices of the generation's better half by the natural gradient
 * of its expected weight, and keeps every choice above a margin, so that none dies out (Hamano et al.
 * 2024, "CatCMA", section 4).
 * @param better for each point of the better half: its weight and its chosen indices by name
 */
export function updatedCategories(
  state: CategoryState,
  better: readonly { readonly weight: number; readonly chosen: Readonly<Record<string, number>> }[],
): CategoryState {
  const count = Object.keys(state).length;
  const squares = better.reduce((sum, { weight }) => sum + weight ** 2, 0);
  const entries = Object.entries(state).map(([name, before]) => {
    const choices = before.length;
    const rate = 1 / squares / (1 / squares + count + choices);
    const moved = before.map((probability, choice) => {
      const share = better.reduce(
        (sum, { weight, chosen }) => sum + (chosen[name] === choice ? weight : 0),
        0,
      );
      return probability + rate * (share - probability);
    });
    return [
      name,
      aboveMargin(moved, (1 - 0.73 ** (1 / count)) / Math.max(1, choices - 1)),
    ] as const;
  });
  return Object.fromEntries(entries);
}

/** Raises what is below the margin at the cost of what is above. */
function aboveMargin(probabilities: readonly number[], wanted: number): number[] {
  const margin = Math.min(wanted, 0.5 / probabilities.length);
  const raised = probabilities.map((probability) => Math.max(probability, margin));
  const surplus = raised.reduce((sum, probability) => sum + probability, 0) - 1;
  const room = raised.reduce((sum, probability) => sum + (probability - margin), 0);
  return raised.map(
    (probability) => probability - (surplus * (probability - margin)) / (room || 1),
  );
}
