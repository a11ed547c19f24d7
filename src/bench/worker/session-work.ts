import { releaseStartUpMemory } from '../../backend/native-kernels.ts';
import { Random } from '../../backend/random.ts';
import { numberOf } from '../../contract/index.ts';
import { inspectFile } from '../../datasets/index.ts';
import { tasks } from '../../tasks/index.ts';
import { createOptimizer } from '../../trainer/optimizers/index.ts';
import { trainingPlan } from '../../trainer/plan.ts';
import { trainingStep } from '../../trainer/training-step.ts';
import { writeData } from './made-up-data.ts';
import { matrixValues, type PreparedWork, requirePrecision } from './work-bench.ts';
import { type StepWork, stepSettings, taskOfWork } from './work-settings.ts';

/**
 * A task's session on made-up data, with the settings that a person would give, stepped as a run
 * steps it.
 * @param folder where the data file may be written
 */
export async function prepareSession(work: StepWork, folder: string): Promise<PreparedWork> {
  const id = taskOfWork(work);
  const task = tasks.find(({ descriptor }) => descriptor.id === id);
  if (task === undefined) throw new Error(`there is no task ${id}`);
  const settings = stepSettings(work, task.descriptor);
  const path = writeData(folder, work);
  const { format, compression, hash } = await inspectFile(path);
  const random = new Random(1);
  const data = { path, format, compression, hash };
  const session = await task.open(data, settings, random.fork('session'), {
    pause: async () => false,
  });
  requirePrecision(session, work.precision);
  const plan = trainingPlan(settings, session.stepsPerEpoch, task.descriptor);
  const optimizer = createOptimizer(session.parameters, settings);
  const training = random.fork('training');
  const lr = numberOf(settings, 'lr');
  // As a trainer does before its first step.
  await releaseStartUpMemory();
  return {
    kernel: session.kernel,
    weights: matrixValues(session.parameters.list()),
    step: () => {
      if (!session.nextBatch()) session.nextBatch();
      return trainingStep(session, optimizer, training, plan.clipping, lr).loss;
    },
    dispose: () => {
      optimizer.dispose();
      session.dispose();
    },
  };
}
