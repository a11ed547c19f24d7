import { type DataFile, listOf, type Settings, textOf, UnrollError } from '../../contract/index.ts';
import { readLabelledTexts, readSequences, readText } from '../../datasets/index.ts';
import type { Patience } from '../task.ts';
import type { RawExample, RawExamples } from './raw-examples.ts';
import { readNumbers } from './read-numbers.ts';
import { readSound } from './read-sound.ts';
import { expectSoundSplit } from './split.ts';

/** The data of a run, and a way to read more of its kind. */
export interface ExampleReading {
  readonly raw: RawExamples;
  /** Sequences of another file, labelled or not. @throws UnrollError when it cannot be read so */
  readonly readFile: (path: string) => Promise<readonly RawExample[]>;
}

/** Formats of one or more files that hold recordings. */
const soundFormat = 'recordings';

/** @throws UnrollError when the data cannot be read as sequences with the settings' columns */
export async function readExamples(
  data: DataFile,
  settings: Settings,
  patience: Patience,
): Promise<ExampleReading> {
  const asked = textOf(settings, 'sequences');
  if (data.format === soundFormat || asked === 'sound') {
    const { raw, readFile } = await readSound(data, settings, patience);
    return { raw, readFile: async (path) => [await readFile(path)] };
  }
  expectSoundSplit(settings);
  const text = textOf(settings, 'text_column');
  const label = textOf(settings, 'label_column');
  if (asked === 'text' || (asked === 'auto' && text !== '')) {
    const read = readTexts(text);
    const examples = await read(data, label);
    const raw = { kind: 'text', width: 0, target: 'class', examples, leftOut: '' } as const;
    return { raw, readFile: (path) => readNew(path, label, read) };
  }
  const columns = {
    series: asked === 'row' ? '' : textOf(settings, 'series_column'),
    values: listOf(settings, 'value_columns'),
    stepLabels: textOf(settings, 'target') === 'steps',
  };
  const read = async (file: FileToRead, own: string | null) =>
    readNumbers(await readSequences(file, { ...columns, label: own }), settings);
  const raw = await read(data, label);
  const readMore = async (file: FileToRead, own: string | null) => {
    const more = await read(file, own);
    if (more.width !== raw.width) throw otherWidth(file.path, more.width, raw.width);
    return more.examples;
  };
  return { raw, readFile: (path) => readNew(path, label, readMore) };
}

type ReadExamples = (file: FileToRead, label: string | null) => Promise<readonly RawExample[]>;

/** Texts of a table's column, or of the lines of a plain text. */
function readTexts(column: string): ReadExamples {
  const exampleOf = (name: string, text: string, label: string, part: RawExample['part']) => ({
    ...{ name, label, part },
    input: { kind: 'text', text } as const,
    shown: () => ({ kind: 'text', text }) as const,
  });
  return async (file, label) => {
    if (file.format === null && /\.txt$/i.test(file.path)) {
      const lines = (await readText({ path: file.path, format: 'text' })).split('\n');
      const filled = lines.filter((line) => line.trim() !== '');
      return filled.map((line, index) => exampleOf(`line ${index + 1}`, line, '', null));
    }
    const texts = await readLabelledTexts(file, { text: column, label });
    return texts.map(({ name, text, label: own, part }) => exampleOf(name, text, own, part));
  };
}

interface FileToRead {
  readonly path: string;
  readonly format: string | null;
}

/** A new table may lack the label; then it is read without one. */
async function readNew(
  path: string,
  label: string,
  read: ReadExamples,
): Promise<readonly RawExample[]> {
  try {
    return await read({ path, format: null }, label);
  } catch (error) {
    const lacksLabel =
      error instanceof UnrollError && error.code === 'no-such-column' && error.where === label;
    if (!lacksLabel) throw error;
    return read({ path, format: null }, null);
  }
}

function otherWidth(path: string, width: number, wanted: number): UnrollError {
  return new UnrollError({
    code: 'other-columns',
    message: `${path} has ${width} numbers at each step; the network reads ${wanted}.`,
    where: path,
    hint: 'Give data with the columns that the network was trained on.',
  });
}
