import {
  boundsOf,
  type Comparator,
  type Field,
  type Filter,
  type Operand,
} from '../comparison/filter/index.ts';

/** A condition on a row of `runs` with the values of its question marks. */
export interface SqlCondition {
  readonly text: string;
  readonly parameters: readonly (string | number)[];
}

const always: SqlCondition = { text: '1', parameters: [] };

/**
 * A filter as SQL. Says the same as `predicateFor`: every comparison is 0 or 1, never null, so that
 * `not` is a true negation.
 */
export function conditionFor(filter: Filter): SqlCondition {
  switch (filter.type) {
    case 'all':
      return always;
    case 'and':
    case 'or':
      return joined(filter.parts.map(conditionFor), filter.type);
    case 'not':
      return negated(conditionFor(filter.part));
    case 'word':
      return { text: `instr(folded(${searchedText}), ?) > 0`, parameters: [filter.text] };
    case 'present':
      return present(filter.field);
    case 'in': {
      const equal = filter.operands.map((operand) => comparison(filter.field, '=', operand));
      return equal.length === 0 ? negated(always) : joined(equal, 'or');
    }
    case 'compare': {
      const { field, comparator, operand } = filter;
      if (comparator === '!=') return negated(comparison(field, '=', operand));
      return comparison(field, comparator, operand);
    }
  }
}

const tagsText = '(SELECT group_concat(tag, char(10)) FROM run_tags WHERE run_id = runs.id)';
const datasetName = '(SELECT name FROM datasets WHERE id = runs.dataset_id)';
const searchedText = `(name || char(10) || ${datasetName} || char(10) || task || char(10) || state
  || char(10) || notes || char(10) || coalesce(${tagsText}, '') || char(10) || settings)`;
const decidingBest = `(SELECT best FROM metric_series
  WHERE run_id = runs.id AND metric = runs.primary_metric)`;

const columns: Readonly<Record<string, string>> = {
  name: 'name',
  data: datasetName,
  project: '(SELECT name FROM projects WHERE id = runs.project_id)',
  task: 'task',
  state: 'state',
  notes: "nullif(notes, '')",
  device: "json_extract(environment, '$.device')",
  id: 'id',
  best: decidingBest,
  step: 'step',
  epoch: 'epoch',
  parameters: "json_extract(facts, '$.parameters')",
  duration: 'seconds',
  created: 'created_at',
  started: 'started_at',
  finished: 'finished_at',
  archived: 'archived_at IS NOT NULL',
};

function comparison(field: Field, comparator: Comparator, operand: Operand): SqlCondition {
  if (field.kind === 'setting') return settingComparison(field.name, comparator, operand);
  if (field.kind === 'tags') {
    return exists('FROM run_tags WHERE run_id = runs.id', [], 'tag', comparator, operand);
  }
  if (field.kind === 'flag') {
    const is = operand.type === 'boolean' && operand.value ? 1 : 0;
    return { text: `(${columns[field.name]}) = ?`, parameters: [is] };
  }
  const { text, parameters } = readingOf(field);
  const test = valueTest(text, comparator, operand);
  return { text: test.text, parameters: [...parameters, ...test.parameters] };
}

/** A value that stands in the condition once. */
function readingOf(field: Field): SqlCondition {
  if (field.kind !== 'metric') return { text: columns[field.name] ?? 'NULL', parameters: [] };
  const { name } = field;
  const deciding = name === 'val/loss' ? `, ${decidingBest}` : '';
  return {
    text: `coalesce(json_extract(test, ?), (SELECT coalesce(best, last) FROM metric_series
      WHERE run_id = runs.id AND metric = ?)${deciding})`,
    parameters: [path(name), name],
  };
}

function valueTest(value: string, comparator: Comparator, operand: Operand): SqlCondition {
  switch (operand.type) {
    case 'number':
      return numberTest(value, comparator, operand.value);
    case 'moment': {
      const { from, until } = operand;
      if (comparator === '=') return sure(`${value} BETWEEN ? AND ?`, [from, until - 1]);
      if (comparator === '<') return sure(`${value} < ?`, [from]);
      if (comparator === '<=') return sure(`${value} < ?`, [until]);
      if (comparator === '>') return sure(`${value} >= ?`, [until]);
      return sure(`${value} >= ?`, [from]);
    }
    case 'text':
      return sure(textTest(value, comparator), [operand.value]);
    case 'boolean':
      return negated(always);
  }
}

function numberTest(value: string, comparator: Comparator, bound: number): SqlCondition {
  const [low, high] = boundsOf(bound);
  if (comparator === '=') return sure(`${value} BETWEEN ? AND ?`, [low, high]);
  const edge = comparator === '<' || comparator === '>=' ? low : high;
  return sure(`${value} ${comparator} ?`, [edge]);
}

/** A setting has the type that its run gave it. */
function settingComparison(name: string, comparator: Comparator, operand: Operand): SqlCondition {
  const at = path(name);
  switch (operand.type) {
    case 'boolean':
      return sure('json_type(settings, ?) = ?', [at, String(operand.value)]);
    case 'number':
      return both(
        sure("json_type(settings, ?) IN ('integer', 'real')", [at]),
        numberTest(
          `json_extract(settings, '${at.replaceAll("'", "''")}')`,
          comparator,
          operand.value,
        ),
      );
    default:
      return exists(
        "FROM json_each(settings, ?) WHERE type = 'text'",
        [at],
        'value',
        comparator,
        operand,
      );
  }
}

function exists(
  from: string,
  parameters: readonly (string | number)[],
  value: string,
  comparator: Comparator,
  operand: Operand,
): SqlCondition {
  if (operand.type !== 'text') return negated(always);
  return {
    text: `EXISTS (SELECT 1 ${from} AND ${textTest(value, comparator)})`,
    parameters: [...parameters, operand.value],
  };
}

function textTest(value: string, comparator: Comparator): string {
  return comparator === 'contains' ? `instr(folded(${value}), ?) > 0` : `folded(${value}) = ?`;
}

function present(field: Field): SqlCondition {
  if (field.kind === 'setting') {
    return { text: 'json_type(settings, ?) IS NOT NULL', parameters: [path(field.name)] };
  }
  if (field.kind === 'tags') {
    return { text: 'EXISTS (SELECT 1 FROM run_tags WHERE run_id = runs.id)', parameters: [] };
  }
  const { text, parameters } = readingOf(field);
  return { text: `(${text}) IS NOT NULL`, parameters };
}

function both(a: SqlCondition, b: SqlCondition): SqlCondition {
  return joined([a, b], 'and');
}

function joined(parts: readonly SqlCondition[], word: 'and' | 'or'): SqlCondition {
  return {
    text: `(${parts.map(({ text }) => text).join(` ${word.toUpperCase()} `)})`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

function negated({ text, parameters }: SqlCondition): SqlCondition {
  return { text: `NOT (${text})`, parameters };
}

/** What is unknown does not hold. */
function sure(text: string, parameters: readonly (string | number)[]): SqlCondition {
  return { text: `coalesce(${text}, 0)`, parameters };
}

/** Place in a JSON record; names hold no quotes, since a word of the language cannot. */
function path(name: string): string {
  return `$."${name.replaceAll('"', '')}"`;
}
