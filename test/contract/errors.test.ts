import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { problemOf, UnrollError } from '../../src/contract/index.ts';

const thrownBy = (work: () => void): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
};

it('a full disk is told as one, whoever finds it', () => {
  // The device of Linux that is always full.
  const system = thrownBy(() => writeFileSync('/dev/full', 'x'.repeat(100_000)));
  const database = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  const full = process.platform === 'linux' ? [system, database] : [database];
  for (const error of full) {
    expect(problemOf(error)).toMatchObject({
      code: 'disk-full',
      hint: expect.stringContaining('Free some space'),
    });
  }
});

it('what a person can put right passes as it is, all else is a defect', () => {
  const problem = { code: 'x', message: 'Y.', where: 'z', hint: 'Do it.' };
  expect(problemOf(new UnrollError(problem))).toEqual(problem);
  expect(problemOf(new TypeError('undefined is no function'))).toMatchObject({
    code: 'internal',
    message: expect.stringContaining('undefined is no function'),
  });
  expect(problemOf('text')).toMatchObject({ code: 'internal' });
});
