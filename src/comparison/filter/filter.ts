import { UnrollError } from '../../contract/index.ts';

/**
 * What a person narrows runs to: `lr < 1e-3 and cell = "gru" and val/loss < 1.6`.
 *
 * Its logic has two values: a comparison with something that a run lacks does not hold, and `!=` and
 * `not` are true negations, so that every run passes either a filter or its negation.
 */
export type Filter =
  | { readonly type: 'all' }
  | { readonly type: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly type: 'not'; readonly part: Filter }
  | {
      readonly type: 'compare';
      readonly field: Field;
      readonly comparator: Comparator;
      readonly operand: Operand;
    }
  /** Equal to one of them. */
  | { readonly type: 'in'; readonly field: Field; readonly operands: readonly Operand[] }
  /** The run has a value of this field at all. */
  | { readonly type: 'present'; readonly field: Field }
  /** Occurs in the name, data, task, state, tags, notes or settings; in lower case. */
  | { readonly type: 'word'; readonly text: string };

export const comparators = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'has'] as const;
export type Comparator = (typeof comparators)[number];

export interface Field {
  /** `lr`, `val/nats`, `created`. */
  readonly name: string;
  readonly kind: FieldKind;
}

/**
 * Where a value comes from and how it is compared. `setting` takes each run's own type, `metric` the
 * value measured on the test part or else the best one by the metric's own direction.
 */
export type FieldKind = 'setting' | 'metric' | PropertyKind;

/** Fields of the run itself. Durations are in seconds, dates in milliseconds since 1970. */
export type PropertyKind = 'text' | 'number' | 'duration' | 'date' | 'tags' | 'flag';

export type Operand =
  | { readonly type: 'number'; readonly value: number }
  /** In lower case: texts are compared without regard to case. */
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** A day, a minute or a moment: from `from` on and before `until`, milliseconds since 1970. */
  | { readonly type: 'moment'; readonly from: number; readonly until: number };

/**
 * What counts as equal to a number: one part in 10¹² on either side, because databases do not read
 * every decimal number to the last bit, and people mean 0.3 when they write it.
 */
export function boundsOf(value: number): readonly [low: number, high: number] {
  const tolerance = 1e-12 * Math.abs(value);
  return [value - tolerance, value + tolerance];
}

/** Why a text is no filter, with the place in it, so that a field can underline it. */
export class FilterError extends UnrollError {
  /** Index of the first character concerned and of the one after the last. */
  readonly from: number;
  readonly to: number;

  constructor(
    code: string,
    message: string,
    hint: string,
    place: { readonly from: number; readonly to: number },
    where: string,
  ) {
    super({ code, message, where, hint });
    this.from = place.from;
    this.to = place.to;
  }
}

export const everything: Filter = { type: 'all' };
