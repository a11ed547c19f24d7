import { describe, expect, it } from 'vitest';
import {
  checkSettings,
  defaultSettings,
  settingsFromYaml,
  settingsToYaml,
} from '../../src/contract/index.ts';
import { taskDescriptors } from '../../src/tasks/descriptors.ts';

describe('settings as YAML', () => {
  it.each(taskDescriptors.map((task) => [task.id, task] as const))(
    'of %s come back as they were written',
    (id, task) => {
      const values = defaultSettings(task.settings);
      const text = settingsToYaml(task.settings, values, { scope: 'all', task: id, header: ['x'] });
      const read = settingsFromYaml(text);
      expect(read).toEqual({ task: id, settings: values, problems: [] });
      expect(checkSettings(task.settings, read.settings).problems).toEqual([]);
    },
  );

  it('hold only what differs from the defaults, under its help and range', () => {
    const { settings: list } = taskDescriptors[0]!;
    const values = { ...defaultSettings(list), lr: 1e-5, hidden_size: 77 };
    const text = settingsToYaml(list, values);
    expect(settingsFromYaml(text).settings).toEqual({ lr: 1e-5, hidden_size: 77 });
    expect(text).toMatch(/^# .+\(.* to .*default .*\)\nhidden_size: 77$/m);
  });

  it('are empty for an empty file and for comments alone', () => {
    for (const text of ['', '\n', '# nothing here\n']) {
      expect(settingsFromYaml(text)).toEqual({ task: null, settings: {}, problems: [] });
    }
  });

  it.each([
    ['hidden_size: [1, 2', /^line 1: /],
    ['lr: 1\nlr: 2\n', /^line 2: .*unique/],
    ['- a\n- b\n', /^line 1: expected lines such as/],
    ['just words', /^line 1: expected lines such as/],
    ['a: &x [1]\n\tb: 2', /^line 2: /],
  ])('that cannot be read are a problem with a line: %j', (text, message) => {
    const { settings, problems } = settingsFromYaml(text);
    expect(settings).toEqual({});
    expect(problems[0]).toMatchObject({ setting: 'yaml', message: expect.stringMatching(message) });
  });

  it('keep wrong values for the check of the settings', () => {
    const { settings: list } = taskDescriptors[0]!;
    const { settings } = settingsFromYaml('hidden_size: many\nlr: null\n');
    const { problems } = checkSettings(list, settings);
    expect(problems.map((problem) => problem.setting)).toEqual(
      expect.arrayContaining(['hidden_size', 'lr']),
    );
  });

  it('do not unfold a file that grows without end', () => {
    const bomb = `a: &a [x, x]\nb: &b [${'*a, '.repeat(50)}]\nc: &c [${'*b, '.repeat(50)}]\nd: [${'*c, '.repeat(50)}]\n`;
    expect(settingsFromYaml(bomb).problems).toMatchObject([{ setting: 'yaml' }]);
    expect(settingsFromYaml('a: *nowhere').problems).toMatchObject([{ setting: 'yaml' }]);
  });
});
