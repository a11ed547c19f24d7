import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tones } from '../support/recordings.ts';
import { jsonLines, type Outcome, unroll } from '../support/unroll-command.ts';

/** Three words, each a pair of tones; spoken by two voices that differ in pitch. */
const words = { low: [300, 500], high: [1800, 1500], fall: [1800, 300] } as const;

describe('from a folder of recordings to text', () => {
  let folder: string;
  let trained: Outcome;
  const home = () => join(folder, 'home');
  const clip = (word: keyof typeof words, take: number) =>
    join(folder, 'recordings', `${word}_${take}.wav`);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'unroll-test-'));
    for (const [word, [first, second]] of Object.entries(words)) {
      for (let take = 0; take < 14; take++) {
        const path = clip(word as keyof typeof words, take);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(
          path,
          tones(first, second, { seconds: 0.15 + take / 100, seed: take + first }),
        );
      }
    }
    writeFileSync(join(folder, 'recordings', 'broken_99.wav'), 'RIFF....WAVE, and no more');
    const settings = [
      ...['hidden_size=16', 'num_layers=1', 'tokens=word', 'bands=16', 'batch_size=8', 'seed=3'],
      ...['split=takes', 'last_test_take=2', 'lr=0.02', 'max_steps=80', 'eval_every=20'],
      ...['time_masks=0', 'frequency_masks=0', 'schedule=constant'],
    ].flatMap((setting) => ['--set', setting]);
    trained = await unroll([
      ...['train', '--data', join(folder, 'recordings'), '--task', 'speech', '--name', 'ear'],
      ...['--home', home(), ...settings],
    ]);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('trains on the folder and says how it compares with guessing', () => {
    expect(trained.code, trained.errors).toBe(0);
    expect(trained.output).toMatch(/Beats guessing without listening/);
    expect(trained.output).toMatch(/test\/wer +test\/cer +test\/accuracy +test\/loss/);
  });

  it('lists what the data holds', async () => {
    const { output } = await unroll(['list', '--datasets', '--home', home()]);
    expect(output).toMatch(/recordings +recordings .* 42 recordings, 9 s/);
  });

  it('writes down one file, and several with their names', async () => {
    const one = await unroll(['transcribe', 'ear', clip('fall', 1), '--home', home()]);
    expect(one).toMatchObject({ code: 0, output: 'fall\n', errors: '' });
    const files = [clip('low', 0), clip('high', 2)];
    const several = await unroll(['transcribe', 'ear', ...files, '--home', home()]);
    expect(several.output).toBe(`${files[0]}\tlow\n${files[1]}\thigh\n`);
  });

  it('tells which file cannot be read and writes down the others', async () => {
    const files = [
      clip('low', 1),
      join(folder, 'absent.wav'),
      join(folder, 'recordings', 'broken_99.wav'),
    ];
    const { code, output } = await unroll([
      'transcribe',
      'ear',
      ...files,
      '--json',
      '--home',
      home(),
    ]);
    expect(code).toBe(2);
    const [answer] = jsonLines(output) as [{ run: string; results: Record<string, unknown>[] }];
    expect(answer.run).toBe('ear');
    expect(answer.results).toMatchObject([
      { path: files[0], transcription: { text: 'low' }, problem: null },
      { path: files[1], transcription: null, problem: { code: 'no-such-file' } },
      { path: files[2], transcription: null, problem: { code: 'unreadable-audio' } },
    ]);
  });

  it('measures again what it measured, tells how long it remembers, and refuses what it cannot do', async () => {
    const { code, output } = await unroll([
      'eval',
      'ear',
      '--split',
      'test',
      '--json',
      '--home',
      home(),
    ]);
    expect(code).toBe(0);
    expect(jsonLines(output)[0]).toMatchObject({ metrics: { 'test/wer': 0 } });
    const memory = await unroll(['diagnose', 'ear', '--json', '--home', home()]);
    expect(memory).toMatchObject({ code: 0, errors: '' });
    const [sample] = jsonLines(memory.output) as [{ layers: unknown[]; steps: number }];
    expect(sample.layers).toHaveLength(2);
    expect(sample.steps).toBeGreaterThan(1);
    const generate = await unroll(['generate', 'ear', '--home', home()]);
    expect(generate).toMatchObject({ code: 2, errors: expect.stringMatching(/cannot write text/) });
  });
});
