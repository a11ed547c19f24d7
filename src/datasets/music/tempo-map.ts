import type { TempoChange } from './midi-track.ts';

/** Before the first change: 120 quarters a minute. */
const usualMicroseconds = 500_000;

interface Stretch {
  readonly tick: number;
  readonly secondsPerTick: number;
  readonly quartersPerTick: number;
  /** Before it. */
  readonly quarters: number;
  readonly seconds: number;
}

/** Where a tick lies in quarters and in seconds while the tempo changes. */
export class TempoMap {
  readonly #stretches: readonly Stretch[];

  /**
   * @param division of a file's header: ticks in a quarter; or, with the highest bit, frames a
   *   second (negative, in the upper byte) and ticks in a frame
   */
  constructor(division: number, changes: readonly TempoChange[]) {
    const byFrames = division >= 0x8000;
    const frameTicks = (256 - (division >> 8)) * Math.max(1, division & 0xff);
    const quarterTicks = Math.max(1, division);
    const ordered = [...changes].sort((a, b) => a.tick - b.tick);
    const stretches: Stretch[] = [];
    let [quarters, seconds] = [0, 0];
    for (const change of [{ tick: 0, microseconds: usualMicroseconds }, ...ordered]) {
      const last = stretches.at(-1);
      if (last !== undefined) {
        quarters += (change.tick - last.tick) * last.quartersPerTick;
        seconds += (change.tick - last.tick) * last.secondsPerTick;
      }
      const perQuarter = change.microseconds / 1e6;
      const secondsPerTick = byFrames ? 1 / frameTicks : perQuarter / quarterTicks;
      const quartersPerTick = byFrames ? secondsPerTick / perQuarter : 1 / quarterTicks;
      stretches.push({ tick: change.tick, secondsPerTick, quartersPerTick, quarters, seconds });
    }
    this.#stretches = stretches;
  }

  quarters(tick: number): number {
    const { tick: from, quarters, quartersPerTick } = this.#stretchOf(tick);
    return quarters + (tick - from) * quartersPerTick;
  }

  seconds(tick: number): number {
    const { tick: from, seconds, secondsPerTick } = this.#stretchOf(tick);
    return seconds + (tick - from) * secondsPerTick;
  }

  /** Quarters a minute up to a tick after the beginning. */
  meanTempo(ticks: number): number {
    return (60 * this.quarters(ticks)) / this.seconds(ticks);
  }

  #stretchOf(tick: number): Stretch {
    return this.#stretches.findLast((stretch) => stretch.tick <= tick) ?? this.#stretches[0]!;
  }
}
