import { describe, expect, it } from 'vitest';
import { givenFrom, problemsByLine } from '../../../../renderer/views/train/yaml-lines.ts';
import { checkSettings, settingsFromYaml, settingsToYaml } from '../../../../src/contract/index.ts';
import { taskDescriptor } from '../../../../src/tasks/descriptors.ts';

const { settings } = taskDescriptor('forecasting');

describe('problems in YAML text', () => {
  it('stand at the line of their setting', () => {
    const text = ['task: forecasting', '', '# units', 'hidden_size: 0', 'lr: 0.01'].join('\n');
    const { problems } = checkSettings(settings, settingsFromYaml(text).settings);
    expect(problemsByLine(text, problems)).toEqual([
      { line: 4, message: 'hidden_size = 0: expected a number from 1 to 8192' },
    ]);
  });

  it('stand at the line that the reader names when the text is no YAML', () => {
    const text = 'cell: lstm\nhidden_size: [1, 2\nlr: 0.1';
    const read = settingsFromYaml(text);
    expect(read.problems.length).toBeGreaterThan(0);
    const lines = problemsByLine(text, read.problems).map(({ line }) => line);
    expect(Math.min(...lines)).toBeGreaterThanOrEqual(2);
    expect(problemsByLine(text, read.problems)[0]?.message).not.toMatch(/^line/);
  });

  it('stand at the unknown name, with the nearest one', () => {
    const text = 'cell: gru\nhiden_size: 64';
    const { problems } = checkSettings(settings, settingsFromYaml(text).settings);
    expect(problemsByLine(text, problems)).toEqual([
      { line: 2, message: 'unknown setting hiden_size; did you mean hidden_size?' },
    ]);
  });
});

describe('values read from YAML', () => {
  it('come back the same after being written as YAML', () => {
    const given = {
      cell: 'rnn',
      hidden_size: 64,
      bidirectional: true,
      target_columns: ['OT', 'HUFL'],
    };
    const read = settingsFromYaml(settingsToYaml(settings, given, { task: 'forecasting' }));
    expect(read.task).toBe('forecasting');
    expect(givenFrom(read.settings)).toEqual(given);
  });

  it('keep a value of an impossible type as text, so that the check refuses it', () => {
    const given = givenFrom(settingsFromYaml('hidden_size: {a: 1}').settings);
    expect(given).toEqual({ hidden_size: '{"a":1}' });
    expect(checkSettings(settings, given).problems).toHaveLength(1);
  });
});
