import type { SettingValue } from '../../contract/index.ts';
import { boundsOf, type Comparator, type Field, type Filter, type Operand } from './filter.ts';
import { type FilterSubject, propertyOf } from './properties.ts';

type Value = SettingValue | null;

/** A filter as a function; `conditionFor` of the store says the same in SQL. */
export function predicateFor(filter: Filter): (subject: FilterSubject) => boolean {
  switch (filter.type) {
    case 'all':
      return () => true;
    case 'not': {
      const inner = predicateFor(filter.part);
      return (subject) => !inner(subject);
    }
    case 'and': {
      const parts = filter.parts.map(predicateFor);
      return (subject) => parts.every((part) => part(subject));
    }
    case 'or': {
      const parts = filter.parts.map(predicateFor);
      return (subject) => parts.some((part) => part(subject));
    }
    case 'word':
      return (subject) => searchedText(subject).includes(filter.text);
    case 'present': {
      const value = reader(filter.field);
      return (subject) => value(subject) !== null;
    }
    case 'in': {
      const value = reader(filter.field);
      const { operands } = filter;
      return (subject) => {
        const own = value(subject);
        return operands.some((operand) => holds(own, '=', operand));
      };
    }
    case 'compare': {
      const value = reader(filter.field);
      const { comparator, operand } = filter;
      if (comparator === '!=') return (subject) => !holds(value(subject), '=', operand);
      return (subject) => holds(value(subject), comparator, operand);
    }
  }
}

function reader(field: Field): (subject: FilterSubject) => Value {
  if (field.kind === 'setting') return ({ run }) => run.settings[field.name] ?? null;
  if (field.kind === 'metric') return (subject) => metricOf(subject, field.name);
  const property = propertyOf(field.name);
  return (subject) => property?.value(subject) ?? null;
}

/**
 * What a run reached: on the test part, else its best, else (for what is only watched) its last
 * value. `val/loss` stands for the deciding metric of a task that has no loss of its own.
 */
function metricOf({ run, primaryMetric }: FilterSubject, name: string): number | null {
  const own = run.test[name] ?? run.best[name] ?? run.last[name];
  if (own !== undefined) return own;
  return name === 'val/loss' ? (run.best[primaryMetric] ?? null) : null;
}

function holds(value: Value, comparator: Comparator, operand: Operand): boolean {
  if (value === null) return false;
  switch (operand.type) {
    case 'boolean':
      return value === operand.value;
    case 'text':
      return textHolds(value, comparator, operand.value);
    case 'number':
      return typeof value === 'number' && rangeHolds(value, comparator, operand.value);
    case 'moment':
      return typeof value === 'number' && momentHolds(value, comparator, operand);
  }
}

/** Of a list one element is enough. */
function textHolds(value: SettingValue, comparator: Comparator, wanted: string): boolean {
  const texts = typeof value === 'string' ? [value] : typeof value === 'object' ? value : [];
  const part = comparator === 'contains';
  return texts.some((text) => {
    const own = text.toLowerCase();
    return part ? own.includes(wanted) : own === wanted;
  });
}

function rangeHolds(value: number, comparator: Comparator, bound: number): boolean {
  const [low, high] = boundsOf(bound);
  switch (comparator) {
    case '=':
      return value >= low && value <= high;
    case '<':
      return value < low;
    case '<=':
      return value <= high;
    case '>':
      return value > high;
    case '>=':
      return value >= low;
    default:
      return false;
  }
}

function momentHolds(
  value: number,
  comparator: Comparator,
  { from, until }: Operand & { type: 'moment' },
): boolean {
  switch (comparator) {
    case '=':
      return value >= from && value < until;
    case '<':
      return value < from;
    case '<=':
      return value < until;
    case '>':
      return value >= until;
    case '>=':
      return value >= from;
    default:
      return false;
  }
}

/** Kept for each version of a run's record, since a search asks for all of them at each key. */
const searched = new WeakMap<FilterSubject['run'], string>();

/** Everything that a word is looked for in, in lower case. Settings as they are stored. */
function searchedText({ run, dataset, words = '' }: FilterSubject): string {
  const known = searched.get(run);
  if (known !== undefined) return known;
  const settings = JSON.stringify(run.settings);
  const parts = [run.name, dataset, run.task, run.state, run.notes, ...run.tags, settings, words];
  const text = parts.join('\n').toLowerCase();
  searched.set(run, text);
  return text;
}
