import { describe, expect, it } from 'vitest';
import { checkSettings, defaultSettings, settingSchema } from '../../src/contract/index.ts';
import { trainerSettings } from '../../src/trainer/settings.ts';

const names = trainerSettings.map((setting) => setting.name);

describe('trainer settings', () => {
  it('have names of their own in snake case', () => {
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
  });

  it('have defaults that pass their own checks', () => {
    const defaults = defaultSettings(trainerSettings);
    expect(checkSettings(trainerSettings, defaults)).toEqual({ values: defaults, problems: [] });
  });

  it('keep the conventions', () => {
    expect(defaultSettings(trainerSettings)).toMatchObject({
      optimizer: 'adam',
      lr: 1e-3,
      beta1: 0.9,
      beta2: 0.999,
      clip_norm: 1,
      patience: 5,
      schedule: 'plateau',
      decay_factor: 0.5,
      keep_checkpoints: 3,
    });
  });

  for (const setting of trainerSettings) {
    it(`${setting.name} says in one line what it does`, () => {
      expect(setting.help).toMatch(/^[A-Z].*\.$/);
      expect(setting.help.length).toBeLessThan(200);
      expect(setting.label.length).toBeGreaterThan(0);
    });
    const { when } = setting;
    if (when === undefined) continue;
    it(`${setting.name} depends on values that exist`, () => {
      const other = trainerSettings.find((candidate) => candidate.name === when.setting);
      expect(other).toBeDefined();
      for (const value of when.is)
        expect(settingSchema(other!).safeParse(value).success).toBe(true);
    });
  }
});
