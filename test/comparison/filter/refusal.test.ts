import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterError, parseFilter } from '../../../src/comparison/filter/index.ts';
import { filterNames as names } from '../../support/filter-names.ts';

describe('a filter that cannot be read', () => {
  const wrong: readonly (readonly [string, string, number, number])[] = [
    ['lr <', 'filter-no-value', 3, 4],
    ['lr < and cell = gru', 'filter-no-value', 5, 8],
    ['cell = gru and', 'filter-ends-early', 11, 14],
    ['(cell = gru', 'filter-open-parenthesis', 0, 1],
    ['cell in (gru, lstm', 'filter-open-parenthesis', 8, 9],
    ['cell = "gru', 'filter-open-quote', 7, 11],
    ['cell = gru)', 'filter-unexpected', 10, 11],
    ['= 3', 'filter-unexpected', 0, 1],
    ['lrr < 3', 'filter-unknown-name', 0, 3],
    ['step = many', 'filter-wrong-value', 7, 11],
    ['created > banana', 'filter-wrong-value', 10, 16],
    ['created > 2026-13-01', 'filter-wrong-value', 10, 20],
    ['created > 2026-02-30', 'filter-wrong-value', 10, 20],
    ['cell < gru', 'filter-wrong-value', 7, 10],
    ['name < b', 'filter-wrong-comparison', 7, 8],
    ['step contains 3', 'filter-wrong-comparison', 14, 15],
    ['archived = 3', 'filter-wrong-value', 11, 12],
  ];

  it.each(wrong)('%s: %s', (text, code, from, to) => {
    let caught: unknown;
    try {
      parseFilter(text, names);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(FilterError);
    expect(caught).toMatchObject({ code, from, to });
  });

  it('names the nearest name', () => {
    expect(() => parseFilter('hiden_size > 3', names)).toThrow('no setting, metric or field');
    try {
      parseFilter('hiden_size > 3', names);
    } catch (error) {
      expect(error).toMatchObject({ hint: 'Did you mean hidden_size?' });
    }
  });

  it('never throws anything else, whatever is typed', () => {
    const piece = fc.constantFrom(
      'lr',
      'cell',
      ' ',
      '<',
      '=',
      '!',
      '"',
      '(',
      ')',
      ',',
      'and',
      'in',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 12 }), (pieces) => {
        try {
          parseFilter(pieces.join(''), names);
        } catch (error) {
          expect(error).toBeInstanceOf(FilterError);
        }
      }),
    );
  });
});
