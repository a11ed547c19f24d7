import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KernelRecord } from '../../src/kernels/choice/kernel-record.ts';
import { temporaryHome } from '../support/temporary-home.ts';

describe('the record of measured times', () => {
  it('gives back what was kept, by machine and class, and keeps what others add', () => {
    const path = join(temporaryHome(), 'deep', 'kernel-times.json');
    const [first, second] = [new KernelRecord(path, 'A'), new KernelRecord(path, 'B')];
    expect(first.get('x')).toBeNull();
    first.set('x', { one: 1.5 });
    second.set('x', { one: 2.5 });
    first.set('y', { two: 3 });
    expect(new KernelRecord(path, 'A').get('x')).toEqual({ one: 1.5 });
    expect(first.get('y')).toEqual({ two: 3 });
    expect(second.get('x')).toEqual({ one: 2.5 });
    expect(second.get('y')).toBeNull();
  });

  it.each(['', '{', '[]', '{"A":{"x":{"one":"fast"}}}', '{"A":{"x":{"one":-1}}}'])(
    'a file of %j counts as empty and is replaced',
    (content) => {
      const path = join(temporaryHome(), 'kernel-times.json');
      writeFileSync(path, content);
      const record = new KernelRecord(path, 'A');
      expect(record.get('x')).toBeNull();
      record.set('x', { one: 1 });
      expect(record.get('x')).toEqual({ one: 1 });
    },
  );

  it('a place where nothing can be written costs nothing but the memory', () => {
    const file = join(temporaryHome(), 'file');
    writeFileSync(file, '');
    const record = new KernelRecord(join(file, 'kernel-times.json'), 'A');
    record.set('x', { one: 1 });
    expect(record.get('x')).toBeNull();
  });

  it('leaves nothing where its file cannot be replaced', () => {
    const home = temporaryHome();
    mkdirSync(join(home, 'kernel-times.json'));
    new KernelRecord(join(home, 'kernel-times.json'), 'A').set('x', { one: 1 });
    expect(readdirSync(home)).toEqual(['kernel-times.json']);
  });
});
