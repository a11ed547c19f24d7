import { numberOf, type Settings } from '../../contract/index.ts';
import { Random } from '../numerics/random.ts';
import type { Trial } from '../trial.ts';
import { promisingPoints } from './acquisition.ts';
import { inherited, ofEarlier } from './earlier.ts';
import { fitKernel, GaussianProcess, type KernelParameters } from './gaussian-process.ts';
import { observations, placeOf, scalarizer } from './gp-data.ts';
import { ranked } from './ranking.ts';
import type { Proposal, Sampler, SamplerContext, SamplerKind } from './sampler.ts';
import { startup, startupTrials } from './startup.ts';
import { type Warp, warps } from './warping.ts';

/**
 * Bayesian optimisation with a Gaussian process (Jones et al. 1998; Snoek et al. 2012): Matérn 5/2
 * with a length scale for each setting, log expected improvement (Ament et al. 2023).
 */
export const gp: SamplerKind = {
  id: 'gp',
  label: 'Gaussian process',
  help: 'Fits a smooth surface through the losses and goes where it promises most: the fewest trials where each is dear.',
  options: [
    startupTrials,
    {
      name: 'most_points',
      type: 'integer',
      default: 150,
      min: 20,
      max: 2000,
      unit: 'trials',
      label: 'Trials in the surface',
      help: 'Trials that the surface is fitted through at most: the best ones and a spread of the others. Higher is more exact, and slower with the cube. 150 keeps a proposal well below a tenth of a second.',
      group: 'run',
      level: 'advanced',
    },
  ],
  multiObjective: true,
  create: (options) => new GpSampler(options),
};

/** Kernel parameters are fitted through so many points at most: they are few, and fitting is dear. */
const fitPoints = 75;

class GpSampler implements Sampler {
  readonly #options: Settings;
  /** Fitted kernel parameters by what they follow from: spares time, decides nothing. */
  readonly #fitted = new Map<string, Fit>();

  constructor(options: Settings) {
    this.#options = options;
  }

  propose(context: SamplerContext): Proposal {
    const { space, trials, objectives, random, seed, number, allowed } = context;
    const ended = trials.filter((trial) => trial.state !== 'running');
    const known = inherited(context);
    if (known !== null) return known;
    const needed = numberOf(this.#options, 'startup_trials');
    if (!hasEnough(context, ended, needed)) return startup(context);
    const { kernel, warp } = this.#fit(context, ended);
    const weigh = scalarizer(objectives.length, new Random(seed, number, 'weights'));
    const most = numberOf(this.#options, 'most_points');
    const data = observations(context, ended, weigh, most, warp)!;
    const process = new GaussianProcess(withLiars(data, kernel, context), kernel);
    const best = ranked(ended, objectives).slice(0, 4);
    const incumbent = Math.min(...data.points.map((point) => process.predict(point).mean));
    const points = promisingPoints({
      ...{ space, process, incumbent, random, seed },
      best: best.map(({ values }) => values),
    });
    const values = points.find((point) => allowed(point)) ?? points[0]!;
    const { mean, variance } = process.predict(placeOf(space, values));
    const lead = ((incumbent - mean) / Math.sqrt(variance)).toFixed(1);
    return {
      values,
      why: `Most expected improvement on a surface through ${data.points.length} points${ofEarlier(data.earlier)}: ${lead} standard deviations ahead of the best.`,
    };
  }

  /**
   * Fitted to the trials that had ended at the last milestone, which are every trial at first and
   * grow apart: a rebuilt study fits them once and gets the same.
   */
  #fit(context: SamplerContext, ended: readonly Trial[]): Fit {
    const { objectives, seed, number } = context;
    const milestone = lastMilestone(ended.length);
    const first = ended.filter((trial) => trial.ended! < milestone);
    const several = objectives.length > 1;
    const key = `${seed}|${milestone}|${several ? number : ''}|${first.map((trial) => trial.number)}`;
    const known = this.#fitted.get(key);
    if (known !== undefined) return known;
    const weigh = scalarizer(objectives.length, new Random(seed, number, 'weights'));
    const most = several ? fitPoints / 2 : fitPoints;
    const fits = warps.map((warp) => {
      const data = observations(context, first, weigh, most, warp)!;
      const { kernel, logPosterior } = fitKernel(data);
      return { warp, kernel, likelihood: logPosterior + data.jacobian };
    });
    const fitted = fits.reduce((a, b) => (b.likelihood > a.likelihood ? b : a));
    this.#fitted.set(key, fitted);
    return fitted;
  }
}

/** How losses are seen, and the kernel that fits them so. */
interface Fit {
  readonly warp: Warp;
  readonly kernel: KernelParameters;
}

/** Points known here, those of earlier studies among them. */
function hasEnough(context: SamplerContext, ended: readonly Trial[], needed: number): boolean {
  const { objectives } = context;
  const weigh = scalarizer(objectives.length, new Random(0));
  const data = observations(context, ended, weigh, needed, null);
  return data !== undefined && data.points.length >= needed;
}

/** The greatest milestone not above a count; they lie a tenth apart. */
function lastMilestone(count: number): number {
  let milestone = 1;
  for (;;) {
    const next = milestone + Math.max(1, Math.floor(milestone / 10));
    if (next > count) return milestone;
    milestone = next;
  }
}

/** Running trials count as if they had come out as predicted (kriging believer, Ginsbourger et al. 2010). */
function withLiars(
  data: ConstructorParameters<typeof GaussianProcess>[0],
  kernel: KernelParameters,
  { trials, space }: SamplerContext,
) {
  const running = trials.filter(({ state }) => state === 'running');
  if (running.length === 0) return data;
  const process = new GaussianProcess(data, kernel);
  const places = running.map(({ values }) => placeOf(space, values));
  return {
    ...data,
    points: [...data.points, ...places],
    losses: Float64Array.from([
      ...data.losses,
      ...places.map((place) => process.predict(place).mean),
    ]),
    extraNoise: Float64Array.from([...data.extraNoise, ...places.map(() => 0)]),
  };
}
