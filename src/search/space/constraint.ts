import { UnrollError } from '../../contract/index.ts';
import type { ParameterValues } from './parameter.ts';

/**
 * A bound on something that is estimated before a trial runs, such as `parameters`, `memory_mb` or
 * `step_ms`: values beyond it are never proposed.
 */
export interface Constraint {
  readonly quantity: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/**
 * What values would cost, by quantity. Handed to the study by those who can tell; must give the same
 * figures for the same values, fast: it is asked some hundred times for each proposal.
 */
export type Estimate = (values: ParameterValues) => Readonly<Record<string, number>>;

/**
 * What makes it impossible to try values, in words; undefined where nothing does. Handed to the study
 * by those who can tell, like an estimate: such values are never proposed.
 */
export type Obstacle = (values: ParameterValues) => string | undefined;

/** The first bound that an estimate breaks, in words; undefined when all hold. */
export function brokenConstraint(
  constraints: readonly Constraint[],
  estimate: Readonly<Record<string, number>>,
): string | undefined {
  for (const { quantity, atMost, atLeast } of constraints) {
    const found = estimate[quantity];
    if (found === undefined) {
      throw new UnrollError({
        code: 'unknown-quantity',
        message: `The constraint on ${quantity} cannot be checked: nothing estimates it.`,
        where: quantity,
        hint: `Use one of ${Object.keys(estimate).join(', ') || 'the quantities that the task estimates'}.`,
      });
    }
    if (atMost !== undefined && !(found <= atMost)) return `${quantity} ${found} > ${atMost}`;
    if (atLeast !== undefined && !(found >= atLeast)) return `${quantity} ${found} < ${atLeast}`;
  }
  return undefined;
}

const pattern = /^\s*([A-Za-z_][\w/]*)\s*(<=|>=)\s*([-+\d._eE]+)\s*$/;

/** Reads `parameters <= 2e6`. @throws UnrollError when it reads otherwise */
export function parseConstraint(text: string): Constraint {
  const [, quantity, sign, figure] = pattern.exec(text) ?? [];
  const bound = Number(figure?.replaceAll('_', ''));
  if (quantity === undefined || !Number.isFinite(bound)) {
    throw new UnrollError({
      code: 'invalid-constraint',
      message: `"${text}" is not a constraint.`,
      where: text,
      hint: 'Write a quantity, <= or >=, and a number: parameters <= 2e6',
    });
  }
  return sign === '<=' ? { quantity, atMost: bound } : { quantity, atLeast: bound };
}

/** Writes what `parseConstraint` reads; one line for each bound. */
export function constraintLines({ quantity, atMost, atLeast }: Constraint): string[] {
  return [
    ...(atMost === undefined ? [] : [`${quantity} <= ${atMost}`]),
    ...(atLeast === undefined ? [] : [`${quantity} >= ${atLeast}`]),
  ];
}
