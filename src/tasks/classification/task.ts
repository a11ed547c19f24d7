import { loadBackend } from '../../backend/tensorflow.ts';
import { booleanOf, numberOf, type Settings, textOf } from '../../contract/index.ts';
import { ParameterSet } from '../../models/parameters.ts';
import type { PoolingId } from '../../models/pooling.ts';
import { recurrentConfig } from '../../models/recurrent-config.ts';
import type { Task } from '../task.ts';
import { classificationDescriptor } from './descriptor.ts';
import { balancedWeights, type ClassLoss, type NumberLoss } from './loss.ts';
import { SequenceClassifier } from './model.ts';
import { type ClassificationPlan, planClassification } from './plan.ts';
import { ClassificationSession } from './session.ts';

/** Learns to tell what a whole sequence is. */
export const classificationTask: Task = {
  descriptor: classificationDescriptor,
  async open(data, settings, random, patience) {
    const { device } = await loadBackend();
    const plan = await planClassification(data, settings, patience);
    const parameters = new ParameterSet();
    const batchSize = numberOf(settings, 'batch_size');
    const config = {
      kind: plan.kind,
      width: plan.width,
      embeddingSize: numberOf(settings, 'embedding_size'),
      outputs: plan.targets.outputs,
      bySteps: plan.targets.kind === 'steps',
      pooling: textOf(settings, 'pooling') as PoolingId,
      outputDropout: numberOf(settings, 'dropout'),
      inputNoise: numberOf(settings, 'input_noise'),
      recurrent: {
        ...recurrentConfig(settings, device, { time: usualSteps(plan), batch: batchSize }),
        inputDropout: numberOf(settings, 'input_dropout'),
        bidirectional: booleanOf(settings, 'bidirectional'),
      },
    };
    const model = new SequenceClassifier(config, parameters, random.fork('parameters'));
    return new ClassificationSession(plan, model, parameters, {
      batchSize,
      loss: lossOf(settings, plan),
      temperatureScaling: booleanOf(settings, 'temperature_scaling'),
      random: random.fork('batches'),
    });
  },
};

function usualSteps({ parts }: ClassificationPlan): number {
  const total = parts.train.reduce((sum, { steps }) => sum + steps, 0);
  return Math.max(1, Math.round(total / Math.max(1, parts.train.length)));
}

function lossOf(settings: Settings, { targets }: ClassificationPlan): ClassLoss | NumberLoss {
  if (targets.kind === 'number') {
    return { kind: textOf(settings, 'regression_loss') === 'mae' ? 'mae' : 'mse' };
  }
  const balanced = textOf(settings, 'class_weights') === 'balanced';
  return {
    kind: 'classes',
    smoothing: numberOf(settings, 'label_smoothing'),
    weights: balanced
      ? balancedWeights(targets.counts)
      : new Float32Array(targets.classes.length).fill(1),
  };
}
