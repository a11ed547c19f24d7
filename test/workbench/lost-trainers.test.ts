import { expect, it } from 'vitest';
import { lastLine, lostProblem } from '../../src/engine/lost-trainers.ts';

it("takes a lost trainer's last words, not what its libraries print at every start", () => {
  const start = [
    'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
    'I0000 00:00:1795647377.668198   10309 port.cc:153] oneDNN custom operations are on.',
    '',
  ].join('\n');
  expect(lastLine(start)).toBe('');
  expect(lastLine(`${start}terminate called: out of memory\n`)).toContain('out of memory');
  expect(lostProblem(null, 'SIGKILL', lastLine(start)).message).toBe(
    'The trainer process ended unexpectedly by SIGKILL.',
  );
});
