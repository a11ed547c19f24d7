import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../src/contract/index.ts';
import { splitExamples } from '../../../src/tasks/classification/split.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';

const settings = (changes: Record<string, unknown> = {}) =>
  parseSettings(taskDescriptor('classification').settings, changes);

function countsOf(classes: readonly string[], changes: Record<string, unknown> = {}) {
  const parts = splitExamples(
    classes.map(() => ({ part: null })),
    classes,
    settings(changes),
  );
  return ['train', 'val', 'test'].map((name) => parts.filter((part) => part === name).length);
}

describe('a split of few sequences', () => {
  it('gives something to every part although no class has three', () => {
    expect(countsOf(['a', 'a', 'b', 'b'])).toEqual([2, 1, 1]);
    expect(countsOf(['a', 'a', 'b', 'b', 'c', 'c'])).toEqual([4, 1, 1]);
    expect(countsOf(['', '', ''])).toEqual([1, 1, 1]);
  });

  it('keeps a class in training that is measured', () => {
    const classes = ['a', 'b', 'c', 'd', 'd'];
    const parts = splitExamples(
      classes.map(() => ({ part: null })),
      classes,
      settings({ test_fraction: 0 }),
    );
    expect(parts.slice(0, 3)).toEqual(['train', 'train', 'train']);
    expect([...parts.slice(3)].sort()).toEqual(['train', 'val']);
  });

  it.each([
    [['a', 'b'], {}, 'val_fraction'],
    [['a', 'a'], {}, 'test_fraction'],
    [['a', 'a', 'a'], { val_fraction: 0 }, 'val_fraction'],
    [['a', 'a', 'a', 'a'], { val_fraction: 0.5, test_fraction: 0.5 }, 'val_fraction'],
  ] as const)('of %j with %j is refused', (classes, changes, where) => {
    expect(() => countsOf(classes, changes)).toThrowError(
      expect.objectContaining({ code: 'too-few-sequences', where }),
    );
  });
});
