import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { ParameterSet } from '../../../src/models/parameters.ts';
import type { StackState } from '../../../src/models/recurrent-stack.ts';
import { crossEntropy } from '../../../src/tasks/language-model/evaluation.ts';
import {
  type LanguageModelConfig,
  RecurrentLanguageModel,
} from '../../../src/tasks/language-model/model.ts';
import { readBeside, readTokens } from '../../../src/tasks/language-model/reading.ts';

const random = new Random(3);
const tokens = Int32Array.from({ length: 400 }, () => random.integer(7));
const context = { training: false, random };
let model: RecurrentLanguageModel;
beforeAll(async () => {
  const { device } = await loadBackend();
  const config: LanguageModelConfig = {
    ...{ vocabulary: 7, embeddingSize: 6, embeddingDropout: 0, outputDropout: 0 },
    tieWeights: false,
    recurrent: {
      ...{ cell: 'lstm', hiddenSize: 8, numLayers: 2, dropout: 0, bidirectional: false },
      ...{ device, connection: 'highway', pastAttention: { id: 'key-value', window: 20 } },
    },
  };
  model = new RecurrentLanguageModel(config, new ParameterSet(), new Random(1));
});

/** Scores of the token after each, in one reading. */
function wholeScores(): number[][] {
  return tf.tidy(() => {
    const { outputs } = model.read(tf.tensor1d(tokens, 'int32'), 1, null, context);
    return model.score(outputs).arraySync();
  });
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expected.forEach((value, index) => {
    expect(actual[index]).toBeCloseTo(value, 4);
  });
}

describe('a language model that attends to past states', () => {
  it('scores the same token by token as at once', () => {
    const whole = wholeScores();
    let states: StackState | null = null;
    for (const [index, token] of tokens.slice(0, 60).entries()) {
      const reading = readTokens(model, Int32Array.of(token), states);
      expectClose(reading.logits, whole[index]!);
      states = reading.states;
    }
    tf.dispose(states ?? []);
  });

  it('measures in stretches what it says at once', async () => {
    const logs = wholeScores().map((row) => {
      const total = row.reduce((sum, score) => sum + Math.exp(score), 0);
      return row.map((score) => score - Math.log(total));
    });
    const expected = [...tokens.slice(1)].reduce((sum, token, at) => sum - logs[at]![token]!, 0);
    const measured = await crossEntropy(model, tokens, { pause: async () => false }, 1);
    expect(measured! / expected).toBeCloseTo(1, 5);
  });

  it('goes on from any of several texts side by side, each with its own past', () => {
    const whole = wholeScores();
    const first = readTokens(model, tokens.slice(0, 30), null);
    const other = Int32Array.from(tokens.slice(0, 30), (token) => (token + 1) % 7);
    const second = readTokens(model, other, null);
    const both = first.states.map((state, index) => tf.concat2d([state, second.states[index]!], 0));
    tf.dispose([...first.states, ...second.states]);
    const next = Int32Array.of(3, tokens[30]!);
    const { logits, states } = readBeside(model, next, Int32Array.of(1, 0), both);
    expectClose(logits[1]!, whole[30]!);
    tf.dispose(states);
  });
});
