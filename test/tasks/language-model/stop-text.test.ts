import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StopText } from '../../../src/tasks/language-model/stop-text.ts';

function stream(stop: string, pieces: readonly string[]): string[] {
  const filter = new StopText(stop);
  return [...pieces.map((piece) => filter.push(piece)), filter.end()];
}

describe('StopText', () => {
  it('lets everything through without a stop text', () => {
    expect(stream('', ['a', 'b'])).toEqual(['a', 'b', '']);
  });

  it('holds back what might be its beginning and drops it when it is', () => {
    expect(stream('END', ['x', 'E', 'N', 'D', 'y'])).toEqual(['x', '', '', '', '', '']);
  });

  it('lets go of a beginning that came to nothing', () => {
    expect(stream('END', ['E', 'N', 'E', 'x'])).toEqual(['', '', 'EN', 'Ex', '']);
    expect(stream('END', ['E', 'N'])).toEqual(['', '', 'EN']);
  });

  it('finds a stop text inside one piece', () => {
    const filter = new StopText('\n\n');
    expect(filter.push('one\n\ntwo')).toBe('one');
    expect(filter.found).toBe(true);
  });

  it('streams exactly the text before the first occurrence, however it is cut', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 30 });
    const stops = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(letters, stops, fc.integer({ min: 1, max: 5 }), (text, stop, size) => {
        const pieces = text.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];
        const at = text.indexOf(stop);
        expect(stream(stop, pieces).join('')).toBe(at < 0 ? text : text.slice(0, at));
      }),
    );
  });
});
