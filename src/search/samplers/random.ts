import { randomPoint } from '../space/points.ts';
import type { SamplerKind } from './sampler.ts';

/** Independent draws (Bergstra and Bengio 2012): the yardstick for every other sampler. */
export const random: SamplerKind = {
  id: 'random',
  label: 'Random',
  help: 'Independent draws: needs no history, any number of trials at once.',
  options: [],
  multiObjective: true,
  create: () => ({
    propose: ({ space, random: source }) => ({
      values: randomPoint(space, source),
      why: 'Drawn at random.',
    }),
  }),
};
