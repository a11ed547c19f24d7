import { UnrollError } from '../../contract/index.ts';
import { RampCurve, rampRate } from '../rate-search.ts';
import { trainingStep } from '../training-step.ts';
import { beginTraining } from './begin-training.ts';
import type { RunJob } from './job.ts';
import { openSession } from './open-session.ts';

/**
 * Trains a network for a few steps while the learning rate rises, and gives the loss over the rate.
 * The network is made for it and thrown away: no run and no weights are touched.
 */
export const findRate: RunJob<'find-rate'> = async (job, host) => {
  const opened = await openSession(job, host);
  const { session } = opened;
  const { plan, state } = beginTraining(opened);
  const patience = host.patience('Finding the learning rate');
  const curve = new RampCurve();
  let diverged = false;
  for (let step = 0; step < job.steps && !diverged; step++) {
    if (await patience.pause(step / job.steps)) {
      throw new UnrollError({ code: 'cancelled', message: 'The search for a rate was stopped.' });
    }
    if (!session.nextBatch() && !session.nextBatch()) throw new Error('the session has no batches');
    const rate = rampRate(step, job.steps, job.low, job.high);
    const { optimizer, random, scaler } = state;
    const { loss } = trainingStep(session, optimizer, random, plan.clipping, rate, scaler);
    diverged = curve.add(rate, loss);
  }
  state.optimizer.dispose();
  session.dispose();
  return { kind: 'find-rate', search: curve.result(diverged) };
};
