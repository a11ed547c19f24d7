import { expect, test } from 'vitest';
import { measureGigaflops } from '../../src/backend/probe.ts';
import { loadBackend, nativeBackend } from '../../src/backend/tensorflow.ts';

test('the backend is loaded once and described', async () => {
  const facts = await loadBackend();
  expect(await loadBackend()).toBe(facts);
  expect(facts.tf.getBackend()).toBe(nativeBackend() === null ? 'wasm' : 'tensorflow');
  expect(['gpu', 'cpu', 'wasm']).toContain(facts.device);
  expect(facts.tensorflow).toMatch(/\d+\.\d+\.\d+/);
  expect(facts.threads).toBeGreaterThan(0);
  expect(facts.processor).not.toBe('');
});

test('the probe measures a speed and leaves no tensor behind', async () => {
  const { tf } = await loadBackend();
  const before = tf.memory().numTensors;
  const gigaflops = measureGigaflops(256, 2);
  expect(gigaflops).toBeGreaterThan(0.01);
  expect(gigaflops).toBeLessThan(1e6);
  expect(tf.memory().numTensors).toBe(before);
});
