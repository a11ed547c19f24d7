import { listOf, type Settings, UnrollError } from '../../contract/index.ts';

/** What each column is to a forecast. */
export interface ColumnRoles {
  readonly targets: readonly string[];
  readonly past: readonly string[];
  readonly known: readonly string[];
}

/**
 * Every column has one role; what no setting names is a target where no target is named.
 * @param columns those that are read, in the order of the file
 * @throws UnrollError when a column is to be two things at once
 */
export function columnRoles(columns: readonly string[], settings: Settings): ColumnRoles {
  const past = listOf(settings, 'past_columns');
  const known = listOf(settings, 'known_columns');
  const named = listOf(settings, 'target_columns');
  const all = [...named, ...past, ...known];
  const twice = all.find((name, index) => all.indexOf(name) < index);
  if (twice !== undefined) {
    throw new UnrollError({
      code: 'column-with-two-roles',
      message: `The column ${twice} is named twice among target_columns, past_columns and known_columns.`,
      where: known.includes(twice) ? 'known_columns' : 'past_columns',
      hint: 'Give each column one role.',
      data: { column: twice },
    });
  }
  const rest = columns.filter((name) => !all.includes(name));
  return { targets: named.length > 0 ? named : rest, past, known };
}

/** What is said where no column can be forecast. */
export function noNumbers(): UnrollError {
  return new UnrollError({
    code: 'no-numeric-column',
    message: 'No column holds numbers that change from row to row.',
    where: 'target_columns',
    hint: 'Choose a table with a column of numbers, one row for each moment.',
  });
}
