import {
  type LayerMemory,
  type MemorySample,
  numberOf,
  type Settings,
  textOf,
} from '../contract/index.ts';

type Finding = MemorySample['finding'];
type Advice = MemorySample['advice'][number];

/** Gradients that grow by more than this a step explode over any length. */
const explodingExponent = 0.02;
/** A memory shorter than this share of the sequences does not reach from one end to the other. */
const shortShare = 0.25;
/** Share of a gate's values at its ends from which it hardly lets anything be learnt. */
const stuckShare = 0.7;
/** Cells with a recurrent product beside that of the input: layer normalisation is theirs. */
const normalizable = ['rnn', 'lstm', 'gru', 'gru-reset-before'];

/**
 * What the figures mean, in one sentence, and which settings should help. The layer that forgets
 * soonest decides: what it loses no other layer gets back.
 * @param steps of the sequences: what should be remembered at most
 */
export function findingOf(
  layers: readonly LayerMemory[],
  steps: number,
  settings: Settings,
): { readonly finding: Finding; readonly advice: Advice[] } {
  const worst = [...layers].sort((a, b) => reach(a) - reach(b))[0];
  const growing = layers.find(({ lags, lyapunov }) => explodes(lags, lyapunov));
  if (worst === undefined) return { finding: nothing(), advice: [] };
  if (growing !== undefined)
    return { finding: explosion(growing, steps), advice: calming(settings) };
  if (reach(worst) < shortShare * steps) {
    const finding = withAttention(forgetting(worst, steps), settings);
    return { finding, advice: remembering(settings, steps) };
  }
  const stuck = layers
    .flatMap(({ gates }) => gates)
    .find(({ low, high }) => Math.max(low, high) > stuckShare);
  const base = remembers(worst, steps);
  return { finding: stuck === undefined ? base : withStuck(base, stuck), advice: [] };
}

function reach({ memory }: LayerMemory): number {
  return memory ?? Number.POSITIVE_INFINITY;
}

/** The gradient is larger the further back it reaches. */
function explodes(lags: readonly number[], lyapunov: readonly number[]): boolean {
  const [first = 0] = lags;
  const last = lags.at(-1) ?? 0;
  return lags.length > 4 && last > 10 * first && (lyapunov[0] ?? 0) > explodingExponent;
}

function nothing(): Finding {
  return {
    code: 'no-layers',
    message: 'This network has no recurrent layer that can be looked at.',
    data: {},
  };
}

function explosion({ name, lyapunov }: LayerMemory, steps: number): Finding {
  const growth = Math.exp(lyapunov[0] ?? 0);
  const data = { layer: name, growth: round(growth), steps };
  return {
    code: 'explodes',
    message: `Gradients explode: in ${name} they grow ${round(growth)} times with every step back, over ${steps} steps beyond use, so that the update is mostly what clipping leaves of it.`,
    data,
  };
}

function forgetting(
  { name, cell, memory, timeConstant, singularValues, lags }: LayerMemory,
  steps: number,
): Finding {
  const length = round(memory ?? 0);
  const left = (lags.at(-1) ?? 0) / (lags[0] || 1);
  const data = {
    layer: name,
    cell,
    memory: length,
    steps,
    left: left.toExponential(1),
    constant: round(timeConstant ?? 0),
    largest: round(singularValues[0] ?? 0),
  };
  const gateless = cell === 'rnn' ? 'forgets-without-gates' : 'forgets-by-factors';
  const why =
    timeConstant !== null
      ? `its gates keep the state for ${round(timeConstant)} steps on average`
      : cell === 'rnn'
        ? 'a simple recurrent step has no gate that keeps the state, so that every step multiplies the gradient by its weights and by the slope of tanh'
        : 'no gate keeps the state; every step multiplies each unit by a learnt factor of its own';
  return {
    code: timeConstant === null ? gateless : 'forgets',
    message: `The network forgets: in ${name} the gradient falls to 1/e every ${length} steps, and after ${steps} steps ${left.toExponential(1)} of it is left: ${why}. What is further back can hardly be learnt.`,
    data,
  };
}

function remembers({ name, memory }: LayerMemory, steps: number): Finding {
  if (memory === null) {
    return {
      code: 'keeps',
      message: `The network remembers: in every layer the gradient reaches over all ${steps} steps without falling.`,
      data: { steps },
    };
  }
  return {
    code: 'remembers',
    message: `The network remembers: even in ${name} the gradient falls to 1/e only every ${round(memory)} of ${steps} steps.`,
    data: { layer: name, memory: round(memory), steps },
  };
}

function withStuck(finding: Finding, gate: LayerMemory['gates'][number]): Finding {
  const share = Math.round(100 * Math.max(gate.low, gate.high));
  return {
    ...finding,
    message: `${finding.message} Its ${gate.name} gate is nearly ${gate.low > gate.high ? 'shut' : 'open'} ${share} % of the time.`,
  };
}

/** Attention is a way around the recurrence, which is all that was looked at. */
function withAttention(finding: Finding, settings: Settings): Finding {
  const { past_attention: attention = 'none' } = settings;
  if (attention === 'none') return finding;
  const window = numberOf(settings, 'past_window');
  return {
    ...finding,
    message: `${finding.message} That is the recurrence alone: attention over past states still reaches ${window} steps back.`,
    data: { ...finding.data, window },
  };
}

function calming(settings: Settings): Advice[] {
  const clip = numberOf(settings, 'clip_norm');
  const lr = numberOf(settings, 'lr');
  return [
    ...(clip === 0 || clip > 1
      ? [
          advice('clip', 'Clip the norm of gradients at 1: no single step can ruin the weights.', {
            clip_norm: 1,
          }),
        ]
      : []),
    advice('slower', 'A third of the learning rate: smaller steps stay where the slope holds.', {
      lr: round(lr / 3),
    }),
    ...gatedCell(settings),
    ...(normalizable.includes(textOf(settings, 'cell')) && settings['layer_norm'] === false
      ? [
          advice('normalise', 'Layer normalisation keeps the size of the state in bounds.', {
            layer_norm: true,
          }),
        ]
      : []),
  ];
}

function remembering(settings: Settings, steps: number): Advice[] {
  const bias = Math.min(10, round(Math.log(Math.max(3, steps))));
  return [
    ...gatedCell(settings),
    ...(textOf(settings, 'cell') === 'lstm' && numberOf(settings, 'forget_bias') < bias
      ? [
          advice(
            'forget-bias',
            `A forget bias of ${bias}: gates that start open for about ${steps} steps (Tallec and Ollivier 2018).`,
            { forget_bias: bias },
          ),
        ]
      : []),
    ...(settings['past_attention'] === 'none' && settings['bidirectional'] !== true
      ? [
          advice(
            'attention',
            'Attention over past states: what is needed again is read from there and needs not be carried.',
            { past_attention: 'query-key-value' },
          ),
        ]
      : []),
    ...('pooling' in settings && settings['pooling'] === 'last'
      ? [
          advice(
            'pooling',
            'Pooling by attention: the answer looks back at every step and needs not be carried to the end.',
            { pooling: 'attention' },
          ),
        ]
      : []),
    ...('frame_stacking' in settings && settings['sequences'] === 'sound'
      ? [
          advice('stacking', 'More frames in a step: the same sound in fewer steps.', {
            frame_stacking: 2 * numberOf(settings, 'frame_stacking'),
          }),
        ]
      : []),
  ];
}

function gatedCell(settings: Settings): Advice[] {
  if (textOf(settings, 'cell') !== 'rnn') return [];
  return [
    advice(
      'gated',
      'A GRU: its update gate can pass the state on unchanged, and the gradient with it.',
      { cell: 'gru' },
    ),
  ];
}

function advice(code: string, message: string, settings: Advice['settings']): Advice {
  return { code, message, settings };
}

/** Three digits that count. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
