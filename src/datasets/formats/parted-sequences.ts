import { gunzipSync } from 'node:zlib';
import { UnrollError } from '../../contract/index.ts';
import { parseDelimitedSequences } from '../sequences/delimited-sequences.ts';
import {
  areNumbers,
  channelNames,
  type LabelledSequences,
} from '../sequences/labelled-sequences.ts';
import { type PartFile, partedProblems } from '../sequences/part-names.ts';
import { parseTs } from '../sequences/ts-text.ts';
import type { Collection, SequenceCollectionFormat } from './format.ts';

/**
 * A training and a test file named after their data set, as the UCR and UEA archives keep them:
 * `NAME_TRAIN.ts`, or as a table in long form or with a sequence a row.
 */
export const partedSequences: SequenceCollectionFormat = {
  id: 'parted-sequences',
  label: 'Labelled series in parts',
  kind: 'sequences',

  claims(names) {
    const problems = [...partedProblems(names).values()];
    const complete = problems.filter((files) => files.length > 1);
    return complete.length > 0 ? 0.97 : 0;
  },

  async readCollection(collection): Promise<LabelledSequences> {
    const problems = partedProblems(collection.members.map(({ name }) => name));
    if (problems.size > 1) throw several([...problems.keys()]);
    const [files] = [...problems.values()];
    if (files === undefined) throw several([]);
    const parts = await Promise.all(files.map((file) => readPart(collection, file)));
    const [first] = parts;
    const odd = parts.find((part) => part.channels.length !== first!.channels.length);
    if (odd !== undefined) throw otherChannels(files);
    const sequences = parts.flatMap((part) => part.sequences);
    const isNumber = parts.some((part) => part.target === 'number');
    return { ...first!, sequences, target: isNumber ? 'number' : 'class', diagnoses: [] };
  },
};

async function readPart({ members }: Collection, file: PartFile): Promise<LabelledSequences> {
  const member = members.find(({ name }) => name === file.file)!;
  const packed = await member.content();
  const bytes = packed[0] === 0x1f && packed[1] === 0x8b ? gunzipSync(packed) : packed;
  const text = Buffer.from(bytes).toString('utf8');
  const plain = { image: null, diagnoses: [] };
  if (file.extension === 'ts') {
    const { channels, ...content } = parseTs(text, file.part, file.file);
    return { ...plain, ...content, layout: 'ts', channels: channelNames(channels) };
  }
  const content = parseDelimitedSequences(text, file.part, file.file);
  const labels = content.sequences.map(({ label }) => label);
  return { ...plain, ...content, target: areNumbers(labels) ? 'number' : 'class' };
}

function several(problems: readonly string[]): UnrollError {
  return new UnrollError({
    code: 'several-data-sets',
    message: `The files hold several data sets: ${problems.slice(0, 10).join(', ')}.`,
    hint: 'Unpack them and add the training and test file of one together.',
  });
}

function otherChannels(files: readonly PartFile[]): UnrollError {
  return new UnrollError({
    code: 'damaged-sequences',
    message: `${files.map(({ file }) => file).join(' and ')} differ in their number of channels.`,
    hint: 'Check that they belong together.',
  });
}
