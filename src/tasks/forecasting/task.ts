import { type Device, loadBackend } from '../../backend/tensorflow.ts';
import { booleanOf, listOf, numberOf, type Settings, textOf } from '../../contract/index.ts';
import { readTable } from '../../datasets/index.ts';
import { ParameterSet } from '../../models/parameters.ts';
import { recurrentConfig } from '../../models/recurrent-config.ts';
import type { Task } from '../task.ts';
import { forecastingDescriptor } from './descriptor.ts';
import { type ForecasterConfig, SegmentForecaster } from './model.ts';
import { type OutputId, outputById, type PointLoss } from './outputs/index.ts';
import { type ForecastingPlan, planForecasting } from './plan.ts';
import { ForecastingSession } from './session.ts';

/** Forecasts all chosen columns of a table, some rows ahead. */
export const forecastingTask: Task = {
  descriptor: forecastingDescriptor,
  async open(data, settings, random) {
    const { device } = await loadBackend();
    const named = listOf(settings, 'target_columns');
    const timeColumn = textOf(settings, 'time_column');
    const table = await readTable(data, named.length > 0 ? named : undefined, {
      timeColumn: timeColumn === '' ? undefined : timeColumn,
      fillGaps: booleanOf(settings, 'fill_gaps'),
    });
    const plan = planForecasting(table, settings);
    const parameters = new ParameterSet();
    const output = outputById(
      textOf(settings, 'output') as OutputId,
      textOf(settings, 'loss') as PointLoss,
    );
    const config = { ...forecasterConfig(settings, plan, device), parameters: output.parameters };
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
  { series, layout }: ForecastingPlan,
  device: Device,
): Omit<ForecasterConfig, 'parameters'> {
  const channels = series.channels.length;
  const joint = layout.channels === 'joint';
  const decoding = textOf(settings, 'decoding') === 'direct' ? 'direct' : 'parallel';
  const sequence = {
    time: Math.ceil(numberOf(settings, 'input_length') / layout.segment),
    batch: numberOf(settings, 'batch_size') * (joint ? 1 : channels),
  };
  return {
    segment: layout.segment,
    horizon: layout.horizon,
    width: joint ? channels : 1,
    channels: joint ? 1 : channels,
    decoding,
    outputDropout: numberOf(settings, 'dropout'),
    recurrent: {
      ...recurrentConfig(settings, device, sequence),
      inputDropout: numberOf(settings, 'input_dropout'),
      bidirectional: decoding === 'direct' && booleanOf(settings, 'bidirectional'),
    },
  };
}
