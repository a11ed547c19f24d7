import type { Field } from './filter.ts';
import { properties, propertyOf } from './properties.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A name that may stand in a filter, with the values known for it. */
export interface FilterName {
  readonly name: string;
  readonly kind: Field['kind'];
  /** One line beside it in the list. */
  readonly help: string;
  readonly values: readonly string[];
}

export interface Completion {
  /** What is replaced: from this character up to the other. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly CompletionItem[];
}

export interface CompletionItem {
  readonly text: string;
  readonly help: string;
}

const signsFor: Readonly<Record<Field['kind'], readonly string[]>> = {
  setting: ['=', '!=', '<', '<=', '>', '>=', 'in', 'contains'],
  metric: ['<', '<=', '>', '>=', '=', '!='],
  number: ['<', '<=', '>', '>=', '=', '!='],
  duration: ['<', '>', '<=', '>='],
  date: ['>', '<', '=', '>=', '<='],
  text: ['=', '!=', 'contains', 'in'],
  tags: ['has', '=', '!=', 'contains', 'in'],
  flag: ['='],
};
const valuesFor: Partial<Record<Field['kind'], readonly string[]>> = {
  date: ['today', 'yesterday', 'today-7d', 'now-1h'],
  duration: ['1m', '10m', '1h'],
  flag: ['true', 'false'],
};
const joining = ['and', 'or', 'not', 'in', 'contains', 'has'];
const most = 40;

/**
 * What may follow at the cursor: names at the start of a comparison, then its sign, then a value, then
 * `and` or `or`.
 * @param known settings and metrics with their values; fields of the run are added
 */
export function complete(source: string, cursor: number, known: readonly FilterName[]): Completion {
  const before = tokensBefore(source.slice(0, cursor));
  const last = before.at(-1);
  const typing = last !== undefined && last.to === cursor && last.type === 'word';
  const partial = typing ? last.text : '';
  const from = typing ? last.from : cursor;
  const candidates = candidatesAfter(typing ? before.slice(0, -1) : before, names(known));
  return { from, to: cursor, items: ranked(candidates, partial) };
}

/** Property names come after the settings and metrics of the same beginning. */
function names(known: readonly FilterName[]): readonly FilterName[] {
  const own = properties.map(({ name, kind, help }) => {
    const extra = known.find((one) => one.name === name)?.values ?? [];
    return { name, kind, help, values: extra };
  });
  return [...known.filter(({ name }) => propertyOf(name) === undefined), ...own];
}

/** An open quote is no reason to complete nothing before it. */
function tokensBefore(source: string): readonly Token[] {
  try {
    return tokensOf(source).slice(0, -1);
  } catch {
    return [];
  }
}

function candidatesAfter(
  before: readonly Token[],
  known: readonly FilterName[],
): readonly CompletionItem[] {
  const last = before.at(-1);
  const fields = () => known.map(({ name, help }) => ({ text: name, help }));
  const fieldOf = (token: Token | undefined) =>
    token?.type === 'word' ? known.find(({ name }) => name === token.text) : undefined;
  if (last === undefined || isAny(last, ['and', 'or', 'not', 'has'])) {
    const tagged = isAny(last, ['has']) ? fieldOf(before.at(-2)) : undefined;
    return tagged === undefined ? fields() : values(tagged);
  }
  if (last.type === 'operator' || isAny(last, ['contains'])) {
    if (last.text === '&&' || last.text === '||') return fields();
    const field = fieldOf(before.at(-2));
    return field === undefined ? [] : values(field);
  }
  const list = listField(before);
  if (list !== undefined) {
    const field = fieldOf(list);
    return field === undefined ? [] : values(field);
  }
  if (last.type === 'open') return fields();
  const field = fieldOf(last);
  const isValue = before.at(-2)?.type === 'operator' || isAny(before.at(-2), ['contains', 'has']);
  if (field !== undefined && !isValue) {
    return signsFor[field.kind].map((text) => ({ text, help: '' }));
  }
  return ['and', 'or'].map((text) => ({ text, help: '' }));
}

/** The name before `in (` when the list is still open. */
function listField(before: readonly Token[]): Token | undefined {
  const opening = before.findLastIndex(({ type }) => type === 'open' || type === 'close');
  if (opening < 2 || before[opening]!.type === 'close' || !isAny(before[opening - 1], ['in'])) {
    return undefined;
  }
  const negated = isAny(before[opening - 2], ['not']);
  return before[opening - (negated ? 3 : 2)];
}

function values(field: FilterName): readonly CompletionItem[] {
  return [...field.values, ...(valuesFor[field.kind] ?? [])].map((text) => ({
    text: /^[^\s=<>()[\],"'!&|]+$/.test(text) && !joining.includes(text) ? text : `"${text}"`,
    help: '',
  }));
}

/** What begins with what is typed before what only contains it. */
function ranked(candidates: readonly CompletionItem[], partial: string): CompletionItem[] {
  const wanted = partial.toLowerCase();
  const place = ({ text }: CompletionItem): number => {
    const at = text.toLowerCase().indexOf(wanted);
    return at === 0 ? 0 : at > 0 ? 1 : 2;
  };
  return candidates
    .filter((candidate) => place(candidate) < 2 && candidate.text !== partial)
    .toSorted((a, b) => place(a) - place(b))
    .slice(0, most);
}

function isAny(token: Token | undefined, words: readonly string[]): boolean {
  return token?.type === 'word' && words.includes(token.text.toLowerCase());
}
