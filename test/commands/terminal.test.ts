import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { Terminal } from '../../src/commands/terminal/terminal.ts';

/** A terminal whose two streams are one screen. */
function screen({ isWatched = true } = {}) {
  const stream = Object.assign(new PassThrough(), { isTTY: isWatched, columns: 20 });
  const terminal = new Terminal(
    stream as unknown as NodeJS.WriteStream,
    stream as unknown as NodeJS.WriteStream,
  );
  return { terminal, written: () => String(stream.read() ?? '') };
}

const erased = '\r\u001B[K';

it('says what is waited for on a line that the next words replace', () => {
  const { terminal, written } = screen();
  terminal.wait('Reading … 10 %');
  terminal.wait('Reading … 20 %');
  terminal.note('a');
  expect(written()).toBe(`${erased}Reading … 10 %${erased}Reading … 20 %${erased}a\n`);
  terminal.wait('a label that is longer than the line');
  terminal.print('b');
  expect(written()).toBe(`${erased}a label that is lon${erased}b\n`);
  terminal.endWait();
  expect(written()).toBe('');
});

it('waits in silence beside a bar, after a piece of a line, and where nobody watches', () => {
  const { terminal, written } = screen();
  terminal.hasBar = true;
  terminal.wait('Reading');
  expect(written()).toBe('');
  terminal.hasBar = false;
  terminal.wait('Reading');
  expect(written()).toBe(`${erased}Reading`);
  terminal.write('once upon');
  terminal.wait('Reading');
  expect(written()).toBe(`${erased}once upon`);
  const file = screen({ isWatched: false });
  file.terminal.wait('Reading');
  file.terminal.print('b');
  expect(file.written()).toBe('b\n');
});
