import { nativeUpdates } from '../../backend/operations.ts';
import { numberOf, type Settings, textOf } from '../../contract/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { layerRates } from '../layer-groups.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import { NativeOptimizer } from './native-optimizer.ts';
import type { Optimizer, OptimizerDefinition } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { RuleOptimizer } from './rule-optimizer.ts';
import { sgd } from './sgd.ts';

export type {
  Gradients,
  Optimizer,
  OptimizerDefinition,
  OptimizerState,
  RateFactors,
  StepResult,
  StoredTensor,
} from './optimizer.ts';

export const optimizers: readonly OptimizerDefinition[] = [adam, adamw, sgd, rmsprop];

/** The optimizer that the settings name, with the rates of layers that they ask for. */
export function createOptimizer(parameters: ParameterSet, settings: Settings): Optimizer {
  const id = textOf(settings, 'optimizer');
  const definition = optimizers.find((candidate) => candidate.id === id);
  if (definition === undefined) throw new Error(`no optimizer ${id}`);
  const native = nativeUpdates();
  const rule = definition.rule(settings);
  const rates = layerRates(parameters.names, numberOf(settings, 'layer_rate_decay'));
  if (native !== null) return new NativeOptimizer(native, rule, parameters, rates);
  return new RuleOptimizer(rule, parameters, { rates });
}
