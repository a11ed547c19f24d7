import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { parseSettings, type TextSample } from '../../../src/contract/index.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { languageModelTask } from '../../../src/tasks/language-model/task.ts';
import type { Patience, TaskSession } from '../../../src/tasks/task.ts';
import { patient, trainWithAdam } from '../../support/task-sessions.ts';

let folder: string;
beforeAll(async () => {
  await loadBackend();
  folder = mkdtempSync(join(tmpdir(), 'unroll-language-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rhyme = 'One, two, buckle my shoe.\nThree, four, knock at the door.\n';

async function open(
  settings: Record<string, unknown>,
  text = rhyme.repeat(60),
): Promise<TaskSession> {
  const path = join(folder, 'rhyme.txt');
  writeFileSync(path, text);
  const given = { hidden_size: 32, num_layers: 1, batch_size: 4, bptt: 20, dropout: 0 };
  const { settings: list } = taskDescriptor('language-model');
  const values = parseSettings(list, { ...given, ...settings });
  const data = { path, format: 'text', compression: null, hash: '' };
  return languageModelTask.open(data, values, new Random(1), patient);
}

const train = (session: TaskSession, steps: number): void => trainWithAdam(session, steps, 0.01);

const greedy = { length: 70, temperature: 0, topK: 0, topP: 1, seed: 1, stop: '' };

async function write(session: TaskSession, changes: object): Promise<string> {
  const options = { prompt: 'One, two,', ...greedy, ...changes };
  return session.generate!(options, () => {}, patient);
}

describe('a language model session', () => {
  it('learns a rhyme by heart and recites it, wherever it is begun', async () => {
    const session = await open({});
    train(session, 200);
    const values = await session.evaluate('val', patient);
    expect(values!['nats']!).toBeLessThan(0.05);
    expect(await write(session, {})).toBe(rhyme.repeat(3).slice(9, 79));
    expect(await write(session, { prompt: 'Three, f', length: 5 })).toBe('our, ');
    const [sample] = (await session.samples(200)) as TextSample[];
    expect(rhyme.repeat(9)).toContain(sample!.text.slice(0, 120));
    session.dispose();
  });

  it('writes the same with the same seed and stops at the stop text', async () => {
    const session = await open({});
    train(session, 60);
    const bold = { temperature: 1.2 };
    expect(await write(session, bold)).toBe(await write(session, bold));
    expect(await write(session, { ...bold, seed: 2 })).not.toBe(await write(session, bold));
    train(session, 140);
    expect(await write(session, { stop: 'shoe' })).toBe(' buckle my ');
    session.dispose();
  });

  it('takes a prompt with characters that it has never seen and one that is empty', async () => {
    const session = await open({});
    train(session, 20);
    expect(await write(session, { prompt: '東京 ✓', length: 5 })).toHaveLength(5);
    const text = await write(session, { prompt: '', temperature: 1, length: 300 });
    expect(text).not.toContain('<unk>');
    expect(text).toHaveLength(300);
    session.dispose();
  });

  it('ends early with what it has when patience ends', async () => {
    const session = await open({});
    let asked = 0;
    const impatient: Patience = { pause: async () => ++asked > 3 };
    const text = await session.generate!({ prompt: 'a', ...greedy }, () => {}, impatient);
    expect(text).toHaveLength(3);
    session.dispose();
  });

  it.each([
    ['word', false, 0],
    ['word', true, 0],
    ['word', true, 12],
    ['character', true, 0],
  ])('models %ss with tied weights %s and embedding %i', async (tokens, tie, embedding) => {
    const session = await open({
      tokens,
      tie_weights: tie,
      embedding_size: embedding,
      embedding_dropout: 0.1,
      batch_size: 2,
    });
    train(session, 250);
    const values = await session.evaluate('val', patient);
    expect(values!['nats']!).toBeLessThan(0.5);
    const text = await write(session, { length: tokens === 'word' ? 7 : 17 });
    expect(text).toBe(tokens === 'word' ? ' buckle my shoe.\nThree,' : ' buckle my shoe.\n');
    session.dispose();
  });

  it('counts bits per character for words over the characters of the text', async () => {
    const session = await open({ tokens: 'word' });
    const values = await session.evaluate('val', patient);
    const charactersPerToken = values!['bits']! / values!['bpc']!;
    // Nine and ten tokens in the two lines of the rhyme, line ends included.
    expect(Math.abs(charactersPerToken / (rhyme.length / 19) - 1)).toBeLessThan(0.03);
    session.dispose();
  });

  it('keeps the older state when an update was skipped', async () => {
    const session = await open({});
    train(session, 3);
    const before = session.state();
    session.nextBatch();
    tf.dispose(tf.tidy(() => session.loss(new Random(1))));
    session.endStep(false);
    const after = session.state();
    expect(after.tensors).toEqual(before.tensors);
    expect(after.json).not.toEqual(before.json);
    session.dispose();
  });

  it('starts every epoch from a zero state and carries it in between', async () => {
    const session = await open({});
    expect(session.state().tensors.size).toBe(0);
    session.nextBatch();
    tf.dispose(tf.tidy(() => session.loss(new Random(1))));
    session.endStep(true);
    const [carried] = [...session.state().tensors.values()];
    expect(carried!.shape).toEqual([4, 32]);
    expect(carried!.values.some((value) => value !== 0)).toBe(true);
    while (session.nextBatch()) session.endStep(true);
    session.nextBatch();
    expect(session.state().tensors.size).toBe(0);
    session.dispose();
  });
});
