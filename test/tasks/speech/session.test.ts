import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { parseSettings } from '../../../src/contract/index.ts';
import { decodeAudio } from '../../../src/datasets/audio/decode.ts';
import { speechDescriptor } from '../../../src/tasks/speech/descriptor.ts';
import { speechTask } from '../../../src/tasks/speech/task.ts';
import type { Patience, Purpose } from '../../../src/tasks/task.ts';
import { temporaryFile } from '../../support/files.ts';
import { digitRecordings, tones } from '../../support/recordings.ts';
import { tarOf } from '../../support/tar.ts';

const patient: Patience = { pause: async () => false };

beforeAll(async () => {
  await loadBackend();
});

async function open(
  files: Record<string, string | Uint8Array>,
  changes: Record<string, unknown> = {},
  purpose?: Purpose,
) {
  const path = temporaryFile('x.tar', await tarOf(files));
  const small = { hidden_size: 8, num_layers: 1, batch_size: 4, bands: 16, seed: 3 };
  const settings = parseSettings(speechDescriptor.settings, { ...small, ...changes });
  const data = { path, format: 'recordings', compression: null, hash: 'x' };
  return speechTask.open(data, settings, new Random(3), patient, purpose);
}

describe('a session of speech recognition', () => {
  it('leaves out and names what has fewer steps than labels', async () => {
    const files = {
      ...digitRecordings(),
      'metadata.csv': Object.keys(digitRecordings())
        .map(
          (name, index) =>
            `${name}|${index === 0 ? 'far too long for a fifth of a second' : 'ab'}|`,
        )
        .join('\n'),
    };
    const session = await open(files, { split_seed: 2 });
    const details = new Map(session.facts.details);
    expect(details.get('Left out, fewer steps than labels')).toBe('1: recordings/0_anna_0.wav');
    session.dispose();
  });

  it('tells how many recordings could not be heard', async () => {
    const files = { ...digitRecordings(), 'recordings/3_ben_0.wav': 'no sound' };
    const session = await open(files);
    expect(new Map(session.facts.details).get('Left out')).toMatch(/^1 recordings/);
    session.dispose();
  });

  it('of nothing that can be heard is refused in words', async () => {
    const silent = Object.fromEntries(
      Object.entries(digitRecordings()).map(([name, file]) => [
        name,
        Buffer.from(file).fill(0, 44),
      ]),
    );
    await expect(open(silent)).rejects.toMatchObject({ code: 'too-few-recordings' });
  });

  it.each(['utterance', 'global'])(
    'only to answer has the same weights and writes the same, normalised by %s',
    async (feature_normalization) => {
      const changes = { feature_normalization, lm_weight: 0.5, beam_width: 4 };
      const whole = await open(digitRecordings(), changes);
      const light = await open(digitRecordings(), changes, 'answering');
      for (const [name, values] of whole.parameters.entries()) {
        expect([...light.parameters.get(name).dataSync()], name).toEqual([...values.dataSync()]);
      }
      // Untrained scores are nearly equal: a bias makes some label worth writing.
      for (const session of [whole, light]) {
        const bias = session.parameters.get('output.bias');
        bias.assign(tf.tensor1d(Array.from({ length: bias.size }, (_, at) => (at === 1 ? 1 : 0))));
      }
      const { channels, sampleRate } = await decodeAudio(tones(300, 900));
      const heard = await whole.transcribe!(channels[0]!, sampleRate);
      expect(heard.text).not.toBe('');
      expect(heard.seconds).toBe(0.2);
      expect(await light.transcribe!(channels[0]!, sampleRate)).toEqual(heard);
      whole.dispose();
      light.dispose();
    },
  );

  it('writes nothing down from nothing', async () => {
    const session = await open(digitRecordings());
    expect(await session.transcribe!(new Float32Array(0), 8000)).toEqual({ text: '', seconds: 0 });
    session.dispose();
  });

  it('shows the recordings that are understood worst first, aligned word by word', async () => {
    const session = await open(digitRecordings(), { val_fraction: 0.4, test_fraction: 0 });
    const samples = await session.samples(7);
    expect(samples.length).toBe(5);
    let last = Number.POSITIVE_INFINITY;
    for (const sample of samples) {
      if (sample.kind !== 'speech') throw new Error('not speech');
      expect(sample.step).toBe(7);
      expect(sample.pairs[0]![0]).toBe(/(\d)_/.exec(sample.file)![1]);
      expect(sample.characterErrors).toBeLessThanOrEqual(last);
      last = sample.characterErrors;
    }
    session.dispose();
  });
});
