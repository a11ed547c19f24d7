import { type Comparator, type Field, FilterError, type Operand } from './filter.ts';
import { momentFrom, numberFrom, secondsFrom } from './quantities.ts';
import type { Token } from './tokens.ts';

/**
 * Reads a value as its field wants it.
 * @throws FilterError where the field cannot be compared with it
 */
export function operandFor(
  field: Field,
  comparator: Comparator,
  token: Token,
  now: number,
): Operand {
  const ordered = comparator.startsWith('<') || comparator.startsWith('>');
  const textual = comparator === 'contains' || comparator === 'has';
  switch (field.kind) {
    case 'number':
    case 'metric':
      if (textual) throw refused(field, comparator, token, 'a number is compared with = and <');
      return { type: 'number', value: numberFrom(token.text) ?? missing(field, token, 'a number') };
    case 'duration': {
      if (textual) throw refused(field, comparator, token, 'a duration is compared with = and <');
      const value = secondsFrom(token.text);
      return { type: 'number', value: value ?? missing(field, token, 'a duration such as 90s') };
    }
    case 'date': {
      if (textual) throw refused(field, comparator, token, 'a date is compared with = and <');
      const moment = momentFrom(token.text, now);
      return moment ?? missing(field, token, 'a date such as 2026-11-24, today or now-2h');
    }
    case 'flag': {
      const value = booleanFrom(token);
      if (ordered || textual) throw refused(field, comparator, token, 'it is true or false');
      return { type: 'boolean', value: value ?? missing(field, token, 'true or false') };
    }
    case 'text':
    case 'tags':
      if (ordered)
        throw refused(field, comparator, token, 'a text is compared with = and contains');
      return text(token);
    case 'setting':
      return settingOperand(field, comparator, token, ordered || !textual);
  }
}

function settingOperand(
  field: Field,
  comparator: Comparator,
  token: Token,
  numeric: boolean,
): Operand {
  if (!numeric || token.type === 'text') {
    if (comparator.startsWith('<') || comparator.startsWith('>')) missing(field, token, 'a number');
    return text(token);
  }
  const value = numberFrom(token.text);
  if (value !== undefined) return { type: 'number', value };
  if (comparator !== '=' && comparator !== '!=') missing(field, token, 'a number');
  const truth = booleanFrom(token);
  return truth === undefined ? text(token) : { type: 'boolean', value: truth };
}

function text(token: Token): Operand {
  return { type: 'text', value: token.text.toLowerCase() };
}

function booleanFrom(token: Token): boolean | undefined {
  const word = token.text.toLowerCase();
  if (word === 'true' || word === 'yes') return true;
  return word === 'false' || word === 'no' ? false : undefined;
}

function missing(field: Field, token: Token, expected: string): never {
  throw new FilterError(
    'filter-wrong-value',
    `${field.name} is compared with ${expected}, not with ${token.text}.`,
    `Write ${expected}.`,
    token,
    token.text,
  );
}

function refused(field: Field, comparator: string, token: Token, why: string): FilterError {
  return new FilterError(
    'filter-wrong-comparison',
    `${field.name} ${comparator} ${token.text} means nothing: ${why}.`,
    'Choose another comparison.',
    token,
    token.text,
  );
}
