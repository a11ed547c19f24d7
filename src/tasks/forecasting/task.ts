import { type Device, loadBackend } from '../../backend/tensorflow.ts';
import { booleanOf, numberOf, type Settings, textOf } from '../../contract/index.ts';
import { readGraph } from '../../datasets/index.ts';
import { ParameterSet } from '../../models/parameters.ts';
import { recurrentConfig } from '../../models/recurrent-config.ts';
import type { StackConfig } from '../../models/recurrent-stack.ts';
import type { Task } from '../task.ts';
import type { DecodingId } from './decoders/index.ts';
import { forecastingDescriptor } from './descriptor.ts';
import { makeMixing } from './graph/make-mixing.ts';
import { type ForecasterConfig, SegmentForecaster } from './model.ts';
import { type ForecastOutput, type OutputId, outputById, type PointLoss } from './outputs/index.ts';
import type { ForecastingPlan } from './plan.ts';
import { readPlan } from './read-plan.ts';
import { slotCount } from './series.ts';
import { ForecastingSession } from './session.ts';

/** Forecasts all chosen columns of a table, some rows ahead. */
export const forecastingTask: Task = {
  descriptor: forecastingDescriptor,
  async open(data, settings, random) {
    const { device } = await loadBackend();
    const plan = await readPlan(data, settings);
    const mixing = makeMixing(await readGraph(data), plan.series, settings);
    const parameters = new ParameterSet();
    const output = outputById(
      textOf(settings, 'output') as OutputId,
      textOf(settings, 'loss') as PointLoss,
    );
    const config = { ...forecasterConfig(settings, plan, output, device), mixing };
    const model = new SegmentForecaster(config, parameters, random.fork('parameters'));
    return new ForecastingSession(plan, model, parameters, {
      batchSize: numberOf(settings, 'batch_size'),
      output,
      random: random.fork('batches'),
    });
  },
};

function forecasterConfig(
  settings: Settings,
  { series, layout, covariates }: ForecastingPlan,
  output: ForecastOutput,
  device: Device,
): Omit<ForecasterConfig, 'mixing'> {
  const channels = series.channels.length;
  const joint = layout.channels === 'joint';
  const decoding = textOf(settings, 'decoding') as DecodingId;
  const sequence = {
    time: Math.ceil(numberOf(settings, 'input_length') / layout.segment),
    batch: numberOf(settings, 'batch_size') * (joint ? 1 : channels),
  };
  const recurrent = recurrentConfig(settings, device, sequence);
  const steps = sequence.time + Math.ceil(layout.horizon / layout.segment);
  return {
    segment: layout.segment,
    horizon: layout.horizon,
    width: joint ? channels : 1,
    past: covariates?.past ?? 0,
    known: covariates?.known ?? 0,
    entities: joint ? series.members.length : slotCount(series),
    decoding,
    // Fed with the truth, a distribution would not learn how its own errors add up.
    teacherForcing: output.distribution === null ? numberOf(settings, 'teacher_forcing') : 0,
    parameters: output.parameters,
    pointColumn: output.pointColumn,
    outputDropout: numberOf(settings, 'dropout'),
    recurrent: {
      ...recurrent,
      ...withinSteps(recurrent.pastAttention, steps),
      inputDropout: numberOf(settings, 'input_dropout'),
      bidirectional: decoding === 'direct' && booleanOf(settings, 'bidirectional'),
    },
  };
}

/** No window needs to hold more than a whole sequence: memory is kept for all of it. */
function withinSteps(
  attention: StackConfig['pastAttention'],
  steps: number,
): Pick<StackConfig, 'pastAttention'> {
  if (attention === undefined) return {};
  return { pastAttention: { ...attention, window: Math.min(attention.window, steps) } };
}
