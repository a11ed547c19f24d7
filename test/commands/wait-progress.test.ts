import { expect, it } from 'vitest';
import type { Terminal } from '../../src/commands/terminal/terminal.ts';
import { WaitProgress } from '../../src/commands/terminal/wait-progress.ts';

/** What stands on the waiting line after work was told at times in milliseconds. */
function lineAfter(...told: readonly [at: number, label: string, done: number][]): string {
  let line = '';
  let now = 0;
  const terminal = {
    wait: (text: string) => {
      line = text;
    },
  } as unknown as Terminal;
  const progress = new WaitProgress(terminal, () => now);
  for (const [at, label, done] of told) {
    now = at;
    progress.tell(label, done);
  }
  return line;
}

it('shows a bar with the share and what is done', () => {
  expect(lineAfter([0, 'Evaluating', 0.25])).toBe(
    `${'█'.repeat(6)}${'░'.repeat(18)} 25 %  Evaluating`,
  );
});

it('tells the remaining time by the pace since the label began', () => {
  const reading = [0, 'Reading the data', 0.9] as const;
  const begun = [50_000, 'Backtesting', 0] as const;
  expect(lineAfter([...reading], [...begun], [60_000, 'Backtesting', 0.2])).toMatch(
    /20 % {2}Backtesting {2}40 s left$/,
  );
  // After half a second, or a hundredth of the work, nobody knows.
  expect(lineAfter([...begun], [50_500, 'Backtesting', 0.5])).toMatch(/Backtesting$/);
  expect(lineAfter([...begun], [90_000, 'Backtesting', 0.01])).toMatch(/Backtesting$/);
});
