import { ask, tell } from './ask-tell.ts';
import { backtest } from './backtest.ts';
import { bench } from './bench.ts';
import { classify } from './classify.ts';
import type { Command } from './command.ts';
import { compare } from './compare.ts';
import { compose } from './compose.ts';
import { demo } from './demo.ts';
import { diagnose } from './diagnose.ts';
import { doctor } from './doctor.ts';
import { evaluate } from './evaluate.ts';
import { exportStudy } from './export-study.ts';
import { exportWeights } from './export-weights.ts';
import { findRate } from './find-rate.ts';
import { forecast } from './forecast.ts';
import { generate } from './generate.ts';
import { importRuns } from './import-runs.ts';
import { importWeights } from './import-weights.ts';
import { list } from './list.ts';
import { reproduce } from './reproduce.ts';
import { resume } from './resume.ts';
import { sample } from './sample.ts';
import { search } from './search.ts';
import { show } from './show.ts';
import { train } from './train.ts';
import { transcribe } from './transcribe.ts';
import { translate } from './translate.ts';

/** Every subcommand, in the order of the help. A new one is a file beside these and a line here. */
export const commands: readonly Command[] = [
  train,
  resume,
  evaluate,
  generate,
  forecast,
  backtest,
  transcribe,
  translate,
  findRate,
  importWeights,
  classify,
  compose,
  diagnose,
  importRuns,
  exportWeights,
  search,
  ask,
  tell,
  exportStudy,
  compare,
  list,
  show,
  sample,
  doctor,
  demo,
  bench,
  reproduce,
];
