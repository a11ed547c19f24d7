import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMidi } from '../../src/datasets/music/midi-file.ts';
import { unroll } from '../support/unroll-command.ts';

/** One home in which a small network is trained once, on rising thirds. */
describe('music from pieces to a MIDI file', () => {
  let home: string;
  let trained: Awaited<ReturnType<typeof unroll>>;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'unroll-test-'));
    const piece = (index: number) =>
      Array.from({ length: 12 }, (_, step) => {
        const place = 60 + ((index + step) % 12);
        return [place, place + 4];
      });
    const data = join(home, 'thirds.json');
    writeFileSync(data, JSON.stringify(Array.from({ length: 60 }, (_, index) => piece(index))));
    const settings = ['hidden_size=48', 'max_epochs=60', 'lr=0.02', 'dropout=0'];
    trained = await unroll([
      ...['train', '--data', data, '--home', home, '--name', 'thirds'],
      ...settings.flatMap((one) => ['--set', one]),
    ]);
  }, 300_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('learns them better than counting does', () => {
    expect(trained).toMatchObject({ code: 0 });
    expect(trained.output).toMatch(/own-habit \(each note by its own last step\)/);
    expect(trained.output).toMatch(/Beats the strongest guess.* nats a frame against/);
  });

  it('goes on from a piece as it would, and writes over nothing', async () => {
    const output = join(home, 'next.mid');
    const asked = [
      ...['compose', 'thirds', '--home', home, '--piece', 'piece 1', '--prefix', '4'],
      ...['--length', '4', '--temperature', '0', '--output', output],
    ];
    const written = await unroll([...asked, '--json']);
    expect(written).toMatchObject({ code: 0, errors: '' });
    const { roll, given } = JSON.parse(written.output) as {
      roll: { steps: number; notes: number[][] };
      given: number;
    };
    expect([roll.steps, given]).toEqual([8, 4]);
    const { notes } = parseMidi(readFileSync(output), output);
    expect(notes).toHaveLength(roll.notes.length);
    // Rising by a semitone a step, two notes at a time.
    expect(roll.notes.slice(-2).map(([pitch]) => pitch)).toEqual([67, 71]);
    const again = await unroll(asked);
    expect(again).toMatchObject({ code: 2 });
    expect(again.errors).toMatch(/There is already a file/);
  });

  it('names the nearest piece when there is none of a name', async () => {
    const output = join(home, 'never.mid');
    const missing = await unroll([
      ...['compose', 'thirds', '--home', home, '--piece', 'peice 1', '--output', output],
    ]);
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.errors).toMatch(/did you mean piece 1/);
  });
});
