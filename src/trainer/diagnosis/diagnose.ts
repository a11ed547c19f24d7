import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import type { LayerMemory, MemorySample, Settings } from '../../contract/index.ts';
import { findingOf, memoryLength } from '../../diagnostics/index.ts';
import { type ObservedRun, observing, type Probes } from '../../models/observation.ts';
import type { Patience, TaskSession } from '../../tasks/task.ts';
import { LayerSteps, watchedSequences } from './layer-steps.ts';

/** Of the recurrence at most; gradients further back are not looked at. */
const longestLook = 1000;
const mostContexts = 12;

/** A layer's run that is kept until its gradients are known. */
interface SeenRun extends Omit<ObservedRun, 'lengths'> {
  /** Steps of each sequence. */
  readonly lengths: readonly number[];
}

/**
 * How a network remembers, on one training batch: gradients by lag, singular values and Lyapunov
 * exponents of each layer's steps, its gates, and the loss against the context allowed. Training
 * goes on afterwards as if nothing had been looked at.
 * @returns null when patience says stop
 */
export async function diagnoseMemory(
  session: TaskSession,
  settings: Settings,
  step: number,
  patience: Patience,
): Promise<MemorySample | null> {
  const state = session.state();
  try {
    // The first may only end an epoch; after a second there is nothing to train on.
    if (!session.nextBatch() && !session.nextBatch())
      throw new Error('no training batch to look at');
    return await look(session, settings, step, patience);
  } finally {
    session.endStep(false);
    session.restore(state);
  }
}

async function look(
  session: TaskSession,
  settings: Settings,
  step: number,
  patience: Patience,
): Promise<MemorySample | null> {
  if (await patience.pause(0)) return null;
  const seen = seenRuns(session);
  let slopes: Slopes | null = null;
  try {
    slopes = slopesOf(session, seen);
    const steps = Math.max(1, ...seen.map(({ x }) => x.shape[0]));
    const contexts = contextsOf(steps);
    // The two passes over the batch, each layer and each context take about as long.
    const looks = 2 + seen.length + contexts.length;
    let done = 2;
    const layers: LayerMemory[] = [];
    for (const [index, run] of seen.entries()) {
      if (await patience.pause(done++ / looks)) return null;
      const memory = memoryOf(run, slopes.probes[index]!, slopes.norms.get(run.name) ?? 0);
      if (memory !== null) layers.push(memory);
    }
    const context: MemorySample['context'] = [];
    for (const allowed of contexts) {
      if (await patience.pause(done++ / looks)) return null;
      context.push({ steps: allowed, loss: lossWithin(session, allowed) });
    }
    return { kind: 'memory', step, steps, layers, context, ...findingOf(layers, steps, settings) };
  } finally {
    tf.dispose(slopes?.probes.map(({ outputs, states }) => [outputs, ...states]) ?? []);
    tf.dispose(seen.map(({ x, initial }) => [x, ...initial]));
  }
}

/** The same draws each time: what differs between two looks is what was changed. */
const lossOf = (session: TaskSession): tf.Scalar => session.loss(new Random(1));

/** The first run of every layer over more than one step. */
function seenRuns(session: TaskSession): SeenRun[] {
  const seen: SeenRun[] = [];
  tf.tidy(() => {
    const observe = (run: ObservedRun): null => {
      const [time, batch] = run.x.shape;
      if (time < 2 || seen.some(({ name }) => name === run.name)) return null;
      const lengths = run.lengths
        ? [...run.lengths.dataSync()]
        : new Array<number>(batch).fill(time);
      const [x, initial] = [
        tf.keep(tf.clone(run.x)),
        run.initial.map((one) => tf.keep(tf.clone(one))),
      ];
      const { name, cell, weights, reversed } = run;
      // The kernel of a run with dropped weights is gone afterwards: those of the layer stay.
      seen.push({ name, cell, weights, reversed, x, initial, lengths });
      return null;
    };
    observing({ observe }, () => lossOf(session));
  });
  return seen;
}

interface Slopes {
  /** Of the loss with respect to outputs and final states of each run. */
  readonly probes: readonly Probes[];
  /** Norm of the gradient of each layer's weights. */
  readonly norms: ReadonlyMap<string, number>;
}

function slopesOf(session: TaskSession, seen: readonly SeenRun[]): Slopes {
  const probes = seen.map(({ x, initial }): Probes => {
    const [time] = x.shape;
    const [batch, hidden] = initial[0]!.shape;
    return {
      outputs: zeroVariable<tf.Rank.R3>([time, batch, hidden]),
      states: initial.map((state) => zeroVariable<tf.Rank.R2>(state.shape)),
    };
  });
  const waiting = new Map(seen.map(({ name }, index) => [name, probes[index]!]));
  const observe = ({ name, x }: ObservedRun): Probes | null => {
    const probe = x.shape[0] < 2 ? undefined : waiting.get(name);
    // Only the first run of a layer was looked at.
    waiting.delete(name);
    return probe ?? null;
  };
  const variables = probes.flatMap(({ outputs, states }) => [outputs, ...states]) as tf.Variable[];
  const found = tf.tidy(() => {
    const parameters = session.parameters.list();
    const { grads } = tf.variableGrads(
      () => observing({ observe }, () => lossOf(session)),
      [...variables, ...parameters],
    );
    const slopeOf = (variable: tf.Tensor) =>
      grads[(variable as tf.Variable).name] ?? tf.zerosLike(variable);
    const norms = new Map(seen.map(({ name }) => [name, layerNorm(session, name, grads)]));
    return {
      slopes: probes.map(({ outputs, states }) => [outputs, ...states].map(slopeOf)),
      norms,
    } as unknown as tf.TensorContainerObject;
  }) as unknown as { slopes: tf.Tensor[][]; norms: Map<string, number> };
  tf.dispose(variables);
  return {
    probes: found.slopes.map(([outputs, ...states]) => ({
      outputs: outputs as tf.Tensor3D,
      states: states as tf.Tensor2D[],
    })),
    norms: found.norms,
  };
}

/** A variable copies what it begins with. */
function zeroVariable<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Variable<R> {
  const zeros = tf.zeros<R>(shape);
  const variable = tf.variable(zeros);
  zeros.dispose();
  return variable;
}

function layerNorm(session: TaskSession, name: string, grads: tf.NamedTensorMap): number {
  const own = [...session.parameters.entries()].filter(
    ([parameter]) =>
      parameter.startsWith(`${name}.`) && !parameter.slice(name.length + 1).startsWith('reverse.'),
  );
  const squares = own.map(([, variable]) => {
    const gradient = grads[variable.name];
    return gradient === undefined ? 0 : tf.sum(tf.square(gradient)).dataSync()[0]!;
  });
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
}

/** Null where no loss reaches the layer's run. */
function memoryOf(run: SeenRun, slope: Probes, gradientNorm: number): LayerMemory | null {
  const [time] = run.x.shape;
  const whole = run.lengths
    .flatMap((length, place) => (length === time ? [place] : []))
    .slice(0, watchedSequences);
  if (whole.length === 0) return null;
  const own = ofSequences(whole, run, slope);
  const steps = new LayerSteps({ ...run, x: own.x, initial: own.initial });
  try {
    const late = lateSlope(own);
    if (late === null) return null;
    const lags = steps.gradientByLag(late.slope, late.last).slice(0, longestLook);
    tf.dispose(late.slope);
    const gates = steps.gates();
    return {
      name: run.name,
      cell: run.cell.id,
      lags,
      memory: memoryLength(lags),
      singularValues: steps.singularValues(late.last),
      lyapunov: steps.lyapunov(late.last),
      gates,
      timeConstant: steps.timeConstant(gates),
      gradientNorm,
    };
  } finally {
    steps.dispose();
    tf.dispose([own.x, own.outputs, ...own.states, ...own.initial]);
  }
}

/** A run and its slopes for some of its sequences, the first step first. */
function ofSequences(wanted: readonly number[], run: SeenRun, slope: Probes) {
  return tf.tidy(() => {
    const places = tf.tensor1d([...wanted], 'int32');
    const inOrder = (sequence: tf.Tensor3D) =>
      tf.gather(run.reversed ? tf.reverse(sequence, 0) : sequence, places, 1) as tf.Tensor3D;
    const rows = (state: tf.Tensor2D) => tf.gather(state, places) as tf.Tensor2D;
    return {
      x: inOrder(run.x),
      outputs: inOrder(slope.outputs),
      states: slope.states.map(rows),
      initial: run.initial.map(rows),
    };
  });
}

/** Of the last step that any loss reaches directly, or through the final state. */
function lateSlope({ outputs, states }: { outputs: tf.Tensor3D; states: readonly tf.Tensor2D[] }): {
  readonly slope: tf.Tensor2D[];
  readonly last: number;
} | null {
  const [time] = outputs.shape;
  const bySteps = tf.tidy(() => tf.max(tf.abs(outputs), [1, 2]).dataSync<'float32'>().slice());
  const atEnd = states.some((state) => tf.tidy(() => tf.max(tf.abs(state)).dataSync()[0]!) > 0);
  let last = time - 1;
  if (!atEnd) while (last >= 0 && bySteps[last] === 0) last--;
  if (last < 1) return null;
  const slope = tf.tidy(() =>
    states.map((state, part) => {
      const final = last === time - 1 ? state : tf.zerosLike(state);
      if (part > 0) return tf.clone(final);
      const direct = tf.reshape(tf.slice(outputs, [last, 0, 0], [1, -1, -1]), state.shape);
      return tf.add<tf.Tensor2D>(final, direct);
    }),
  );
  return { slope, last };
}

/** From a single step to all of them, doubling. */
function contextsOf(steps: number): number[] {
  const contexts: number[] = [];
  for (let context = 1; context < steps && contexts.length < mostContexts; context *= 2)
    contexts.push(context);
  return [...contexts, steps];
}

function lossWithin(session: TaskSession, context: number): number {
  return tf.tidy(() => observing({ resetEvery: context }, () => lossOf(session)).dataSync()[0]!);
}
