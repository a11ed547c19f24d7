import { nearestName, UnrollError } from '../contract/index.ts';
import type { Reproduction } from './reproduction.ts';
import { ablation } from './rows/ablation.ts';
import { chickenpox } from './rows/chickenpox.ts';
import { digitStrings } from './rows/digit-strings.ts';
import { englishFrench } from './rows/english-french.ts';
import { etth1 } from './rows/etth1.ts';
import { exchangeRate } from './rows/exchange-rate.ts';
import { jsbChorales } from './rows/jsb-chorales.ts';
import { adding, copying } from './rows/memory-problems.ts';
import { optdigits } from './rows/optdigits.ts';
import { shakespeareWeights } from './rows/shakespeare-weights.ts';
import { spokenDigitsOfficial, spokenDigitsSpeakers } from './rows/spoken-digits.ts';
import { tinyShakespeare } from './rows/tiny-shakespeare.ts';

/** Every row of `unroll reproduce`, in the order of its list. */
export const reproductions: readonly Reproduction[] = [
  tinyShakespeare,
  shakespeareWeights,
  ...etth1,
  exchangeRate,
  chickenpox,
  spokenDigitsOfficial,
  spokenDigitsSpeakers,
  digitStrings,
  englishFrench,
  optdigits,
  jsbChorales,
  adding,
  copying,
  ablation,
];

/** @throws UnrollError `unknown-row` naming the nearest one */
export function reproductionCalled(name: string): Reproduction {
  const found = reproductions.find((row) => row.name === name);
  if (found !== undefined) return found;
  const names = reproductions.map((row) => row.name);
  const nearest = nearestName(name, names);
  throw new UnrollError({
    code: 'unknown-row',
    message: `there is no row ${name}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    where: name,
    hint: 'See the rows with: unroll reproduce --list',
  });
}
