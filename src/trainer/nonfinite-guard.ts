import { UnrollError } from '../contract/index.ts';
import type { StepResult } from './optimizers/index.ts';
import type { Reporter } from './reporter.ts';
import type { RunState } from './run-state.ts';

/** Every skipped update is told up to this many; then each hundredth. */
const toldSingly = 20;

/** Counts the steps whose update was skipped, tells them, and ends a run that does not recover. */
export class NonfiniteGuard {
  readonly #state: RunState;
  readonly #limit: number;
  readonly #reporter: Reporter;

  /** @param limit skipped updates in a row that end the run */
  constructor(state: RunState, limit: number, reporter: Reporter) {
    this.#state = state;
    this.#limit = limit;
    this.#reporter = reporter;
  }

  /**
   * A gradient that overflows while the loss is scaled and the scale can fall is a part of finding
   * the scale, and not counted.
   * @throws UnrollError when this was one skipped update in a row too many
   */
  note({ loss, norm, updated }: StepResult): void {
    const state = this.#state;
    const { scaler } = state;
    const overflowed = !updated && Number.isFinite(loss) && scaler.canFall;
    const before = scaler.scale;
    scaler.note(updated);
    if (overflowed) {
      const message = `A gradient overflowed with the loss scaled by ${before}; the update was skipped and the scale falls to ${scaler.scale}.`;
      const data = { before, after: scaler.scale };
      this.#reporter.event('info', 'loss-scale-lowered', message, state.step, data);
      return;
    }
    if (updated) {
      state.nonfiniteInRow = 0;
      return;
    }
    state.nonfiniteInRow += 1;
    state.skipped += 1;
    const cause = Number.isFinite(loss) ? 'gradient' : 'loss';
    const what = Number.isFinite(loss) ? `gradient norm is ${norm}` : `loss is ${loss}`;
    if (state.skipped <= toldSingly || state.skipped % 100 === 0) {
      const message = `The ${what}; the update was skipped (${state.skipped} in all).`;
      const data = { cause, skipped: state.skipped };
      this.#reporter.event('warning', 'non-finite', message, state.step, data);
    }
    if (state.nonfiniteInRow < this.#limit) return;
    this.#reporter.flush();
    throw new UnrollError({
      code: 'diverged',
      message: `Training broke down at step ${state.step}: the ${what}, ${state.nonfiniteInRow} steps in a row.`,
      where: 'lr',
      hint: 'Lower lr or clip_norm and start again; the last good checkpoint is kept.',
    });
  }
}
