import { describe, expect, it } from 'vitest';
import { complete, type FilterName } from '../../../src/comparison/filter/index.ts';

describe('completion', () => {
  const known: readonly FilterName[] = [
    { name: 'lr', kind: 'setting', help: 'Learning rate', values: [] },
    { name: 'cell', kind: 'setting', help: 'Cell', values: ['rnn', 'lstm', 'gru'] },
    { name: 'val/nats', kind: 'metric', help: 'Cross-entropy', values: [] },
    { name: 'data', kind: 'text', help: '', values: ['tang poems.txt'] },
    { name: 'tag', kind: 'tags', help: '', values: ['paper'] },
  ];
  const offered = (text: string) => complete(text, text.length, known).items.map((one) => one.text);

  it('offers names at the start and after a joining word', () => {
    expect(offered('ce')).toContain('cell');
    expect(offered('lr < 1 and ce')[0]).toBe('cell');
    expect(offered('(')).toContain('val/nats');
    expect(offered('has va')).toEqual(['val/nats']);
  });

  it('offers signs after a name, values after a sign', () => {
    expect(offered('cell ')).toEqual(['=', '!=', '<', '<=', '>', '>=', 'in', 'contains']);
    expect(offered('val/nats ')[0]).toBe('<');
    expect(offered('cell = ')).toEqual(['rnn', 'lstm', 'gru']);
    expect(offered('cell=g')).toEqual(['gru']);
    expect(offered('cell in (rnn, l')).toEqual(['lstm']);
    expect(offered('cell not in (')).toEqual(['rnn', 'lstm', 'gru']);
    expect(offered('data = ')).toEqual(['"tang poems.txt"']);
    expect(offered('tag has ')).toEqual(['paper']);
    expect(offered('created > ')).toContain('today');
  });

  it('offers and, or after a comparison', () => {
    expect(offered('cell = gru ')).toEqual(['and', 'or']);
    expect(offered('(cell = gru) a')).toEqual(['and']);
  });

  it('says what is replaced', () => {
    expect(complete('lr < 1 and ce', 13, known)).toMatchObject({ from: 11, to: 13 });
    expect(complete('cell = gru', 2, known)).toMatchObject({ from: 0, to: 2 });
  });
});
