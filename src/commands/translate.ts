import { text as streamText } from 'node:stream/consumers';
import type { Command as Program } from 'commander';
import { numberOf, type Run, type TranslatedSentence, UnrollError } from '../contract/index.ts';
import { type Command, type Finish, homeOption, jsonOption, type Surroundings } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { findRun } from './find-run.ts';
import { numberFrom } from './options.ts';
import { readGivenFile } from './read-given-file.ts';
import { answering, withWorkbench } from './with-workbench.ts';

interface Options {
  readonly text?: string;
  readonly beam: number;
  readonly lengthPenalty?: number;
  readonly coveragePenalty?: number;
  readonly alternatives: number;
  readonly home?: string;
  readonly json?: boolean;
}

/** Lets a trained network translate. */
export const translate: Command = {
  name: 'translate',
  register(program: Program, surroundings: Surroundings, finish: Finish): void {
    program
      .command('translate')
      .description('translate sentences with a trained network')
      .argument('<run>', 'name or number of the run')
      .argument('[file]', 'text file, a sentence a line; - reads standard input')
      .option('--text <sentence>', 'one sentence instead of a file')
      .option('--beam <number>', 'translations kept beside each other', numberFrom(1, 64, true), 5)
      .option('--length-penalty <number>', 'higher favours longer ones', numberFrom(0, 5))
      .option('--coverage-penalty <number>', 'against what is left out', numberFrom(0, 10))
      .option('--alternatives <number>', 'translations shown', numberFrom(1, 64, true), 1)
      .option(...homeOption)
      .option(...jsonOption)
      .action((run: string, file: string | undefined, options: Options) =>
        finish(work(run, file, options, surroundings)),
      );
  },
};

async function work(
  name: string,
  file: string | undefined,
  options: Options,
  surroundings: Surroundings,
): Promise<number> {
  const { terminal } = surroundings;
  const sentences = await sentencesOf(file, options.text);
  return withWorkbench(surroundings, answering(options), async (workbench) => {
    const run = await findRun(workbench, name);
    const translated = await workbench.handlers['translate.create']({
      runId: run.id,
      options: {
        sentences,
        beam: options.beam,
        lengthPenalty: options.lengthPenalty ?? ofRun(run, 'length_penalty'),
        coveragePenalty: options.coveragePenalty ?? ofRun(run, 'coverage_penalty'),
        alternatives: options.alternatives,
      },
    });
    if (options.json === true) terminal.printJson({ run: run.name, sentences: translated });
    else for (const sentence of translated) terminal.print(asText(sentence));
    return exitCodes.done;
  });
}

/** Runs of other tasks have no such setting; the engine then says that they cannot translate. */
function ofRun({ settings }: Run, name: string): number {
  return name in settings ? numberOf(settings, name) : 0;
}

/** A line for each translation; where several were asked for, with their scores. */
function asText({ hypotheses }: TranslatedSentence): string {
  const [best] = hypotheses;
  if (hypotheses.length === 1) return best!.text;
  return hypotheses.map(({ score, text }) => `${score.toFixed(3)}  ${text}`).join('\n');
}

async function sentencesOf(file: string | undefined, text: string | undefined): Promise<string[]> {
  if ((file === undefined) === (text === undefined)) throw oneOfBoth();
  if (text !== undefined) return [text];
  const content = await readText(file!);
  const lines = content.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  if (content === '') throw nothingToTranslate(file!);
  return lines;
}

function readText(file: string): Promise<string> {
  if (file === '-') return streamText(process.stdin);
  return readGivenFile(file, 'Check the path, or give one sentence with --text.');
}

function oneOfBoth(): UnrollError {
  return new UnrollError({
    code: 'missing-option',
    message: 'Give either a file of sentences or one sentence with --text.',
    where: '--text',
    hint: 'For instance: unroll translate RUN --text "Good morning."',
  });
}

function nothingToTranslate(file: string): UnrollError {
  return new UnrollError({
    code: 'empty-file',
    message: `${file} is empty.`,
    where: file,
    hint: 'Write one sentence a line.',
  });
}
