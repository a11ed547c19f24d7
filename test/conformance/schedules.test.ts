import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings, UnrollError } from '../../src/contract/index.ts';
import { createSchedule, type SchedulePlan, schedules } from '../../src/trainer/schedules/index.ts';
import { trainerSettings } from '../../src/trainer/settings.ts';
import fixtures from '../trainer/fixtures/schedules.json';

const defaults = { ...defaultSettings(trainerSettings), lr: fixtures.lr };
const plan: SchedulePlan = { stepsPerEpoch: 10, totalSteps: 100, direction: 'min' };

function make(id: string, settings: Settings = {}, given: Partial<SchedulePlan> = {}) {
  return createSchedule({ ...defaults, schedule: id, ...settings }, { ...plan, ...given });
}

function rates(schedule: { rate(step: number): number }, count: number): number[] {
  return Array.from({ length: count }, (_, step) => schedule.rate(step));
}

/** Both sides compute in double precision; only the order of operations differs. */
function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  for (const [step, value] of wanted.entries()) {
    expect(Math.abs(found[step]! - value), `step ${step}`).toBeLessThan(1e-9);
  }
}

describe('every registered schedule', () => {
  it('is covered by PyTorch fixtures and offered by the setting', () => {
    const ids = schedules.map((schedule) => schedule.id);
    expect(new Set(fixtures.cases.map((fixture) => fixture.schedule))).toEqual(new Set(ids));
    const setting = trainerSettings.find((candidate) => candidate.name === 'schedule');
    expect(setting?.type === 'choice' && setting.choices.map((choice) => choice.value)).toEqual(
      ids,
    );
  });

  for (const fixture of fixtures.cases) {
    const settings = fixture.settings as Settings;
    it(`${fixture.schedule} ${JSON.stringify(settings)} agrees with PyTorch`, () => {
      const direction = fixture.direction === 'max' ? 'max' : 'min';
      const schedule = make(fixture.schedule, settings, { ...fixture.plan, direction });
      if (fixture.metrics === undefined) {
        expectClose(rates(schedule, fixture.rates.length), fixture.rates);
        return;
      }
      const found = fixture.metrics.map((metric) => {
        schedule.observe(metric);
        return schedule.rate(0);
      });
      expectClose(found, fixture.rates);
    });
  }

  for (const { id } of schedules) {
    it(`${id} is finite, not negative and never above the learning rate`, () => {
      for (const settings of [{}, { warmup_steps: 7 }, { min_lr: 0.1 }, { min_lr: 100 }]) {
        for (const totalSteps of [1, 2, 3, 100]) {
          const schedule = make(id, settings, { totalSteps });
          for (const rate of rates(schedule, 150)) {
            expect(Number.isFinite(rate)).toBe(true);
            expect(rate).toBeGreaterThanOrEqual(0);
            expect(rate).toBeLessThanOrEqual(fixtures.lr + 1e-12);
          }
        }
      }
    });

    it(`${id} continues from its state, which survives JSON`, () => {
      const metrics = [3, 2, 2.5, 2.6, 2.7, 2.8, 2.9, 1, 2, 2, 2, 2, 2];
      const whole = make(id);
      for (const metric of metrics) whole.observe(metric);
      const first = make(id);
      for (const metric of metrics.slice(0, 5)) first.observe(metric);
      const second = make(id);
      second.restore(JSON.parse(JSON.stringify(first.state())));
      for (const metric of metrics.slice(5)) second.observe(metric);
      expect(rates(second, 120)).toEqual(rates(whole, 120));
      expect(second.state()).toEqual(whole.state());
    });
  }
});

describe('closed forms', () => {
  it('cosine: full at the start, the middle half way, the floor from the end on', () => {
    const schedule = make('cosine', { min_lr: 0.1 });
    expect(schedule.rate(0)).toBe(0.5);
    expect(schedule.rate(50)).toBeCloseTo(0.3, 12);
    expect(schedule.rate(100)).toBe(0.1);
    expect(schedule.rate(5000)).toBe(0.1);
  });

  it('cosine: holds before it falls', () => {
    const schedule = make('cosine', { hold_epochs: 2 });
    expect(schedule.rate(20)).toBe(0.5);
    expect(schedule.rate(60)).toBeCloseTo(0.25, 12);
  });

  it('step: holds, then drops once a period (SegRNN: two epochs, then x 0.8)', () => {
    const schedule = make('step', { hold_epochs: 2, decay_epochs: 1, decay_factor: 0.8 });
    expect(schedule.rate(29)).toBe(0.5);
    expect(schedule.rate(30)).toBeCloseTo(0.4, 12);
    expect(schedule.rate(49)).toBeCloseTo(0.32, 12);
    expect(schedule.rate(59)).toBeCloseTo(0.256, 12);
  });

  it('warm-up rises in equal parts and ends at the full rate', () => {
    expectClose(
      rates(make('constant', { warmup_steps: 4 }), 6),
      [0.125, 0.25, 0.375, 0.5, 0.5, 0.5],
    );
  });

  it('one cycle ends at the last step and stays there', () => {
    const schedule = make('one-cycle');
    const end = fixtures.lr / 25 / 1e4;
    expect(schedule.rate(99)).toBeCloseTo(end, 15);
    expect(schedule.rate(1000)).toBeCloseTo(end, 15);
  });

  it('slanted triangular: a short rise to the peak, then down to a 32nd (ULMFiT)', () => {
    const schedule = make('slanted-triangular');
    expect(schedule.rate(0)).toBeCloseTo(fixtures.lr / 32, 12);
    expect(schedule.rate(10)).toBe(fixtures.lr);
    expect(schedule.rate(55)).toBeCloseTo((fixtures.lr * (1 + 31 / 2)) / 32, 12);
    expect(schedule.rate(100)).toBeCloseTo(fixtures.lr / 32, 12);
    expect(schedule.rate(5000)).toBeCloseTo(fixtures.lr / 32, 12);
  });

  it('schedule_steps overrides the length of the run', () => {
    expect(make('cosine', { schedule_steps: 40 }).rate(40)).toBe(0);
  });
});

describe('plateau', () => {
  it('refuses the state of another schedule', () => {
    expect(() => make('plateau').restore(null)).toThrow(UnrollError);
  });

  it('counts a value that is not finite as no improvement', () => {
    const schedule = make('plateau', { plateau_patience: 0 });
    schedule.observe(1);
    schedule.observe(Number.NaN);
    expect(schedule.rate(0)).toBe(0.25);
  });
});
