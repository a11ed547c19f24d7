import { loadBackend } from '../../backend/tensorflow.ts';
import { numberOf } from '../../contract/index.ts';
import { ParameterSet } from '../../models/parameters.ts';
import { recurrentConfig } from '../../models/recurrent-config.ts';
import type { Task } from '../task.ts';
import { polyphonyDescriptor } from './descriptor.ts';
import { PolyphonyModel } from './model.ts';
import { type PolyphonyPlan, planPolyphony } from './plan.ts';
import { PolyphonySession } from './session.ts';

/** Learns which notes of a piece sound next. */
export const polyphonyTask: Task = {
  descriptor: polyphonyDescriptor,
  async open(data, settings, random) {
    const { device } = await loadBackend();
    const plan = await planPolyphony(data, settings);
    const parameters = new ParameterSet();
    const batchSize = numberOf(settings, 'batch_size');
    const config = {
      outputDropout: numberOf(settings, 'dropout'),
      recurrent: {
        ...recurrentConfig(settings, device, { time: usualSteps(plan), batch: batchSize }),
        inputDropout: numberOf(settings, 'input_dropout'),
      },
    };
    const model = new PolyphonyModel(config, parameters, random.fork('parameters'));
    return new PolyphonySession(plan, model, parameters, {
      batchSize,
      transpose: numberOf(settings, 'transpose'),
      random: random.fork('batches'),
    });
  },
};

function usualSteps({ excerpts }: PolyphonyPlan): number {
  const total = excerpts.reduce((sum, { steps }) => sum + steps, 0);
  return Math.max(1, Math.round(total / Math.max(1, excerpts.length)));
}
