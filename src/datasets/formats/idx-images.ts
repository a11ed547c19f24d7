import { UnrollError } from '../../contract/index.ts';
import { imagesWithLabels, parseIdx } from '../sequences/idx.ts';
import {
  channelNames,
  type LabelledSequence,
  type LabelledSequences,
} from '../sequences/labelled-sequences.ts';
import type { SplitName } from '../splits.ts';
import type { SequenceCollectionFormat } from './format.ts';

/** Two files that hold pictures and what they are: MNIST and its kin. */
interface IdxPair {
  readonly images: string;
  readonly labels: string;
  /** Name without its ending: `train`, `t10k`. */
  readonly stem: string;
}

const imageName = /^(.*?)[-_.]?images?[-_.]idx3[-_.]ubyte(\.gz)?$/i;

function pairsOf(names: readonly string[]): IdxPair[] {
  return names.flatMap((images): IdxPair[] => {
    const match = imageName.exec(images);
    if (match === null) return [];
    const wanted = images.replace(/images?([-_.])idx3/i, 'labels$1idx1');
    const plain = (name: string) => name.toLowerCase().replace(/\.gz$/, '');
    const labels = names.find((name) => plain(name) === plain(wanted));
    return labels === undefined ? [] : [{ images, labels, stem: match[1]!.toLowerCase() }];
  });
}

/** Pictures and their labels in idx files, packed or not. */
export const idxImages: SequenceCollectionFormat = {
  id: 'idx-images',
  label: 'Labelled pictures (idx)',
  kind: 'sequences',

  claims: (names) => (pairsOf(names).length > 0 ? 0.98 : 0),

  async readCollection({ members }): Promise<LabelledSequences> {
    const pairs = pairsOf(members.map(({ name }) => name));
    const contentOf = (name: string) => members.find((member) => member.name === name)!.content();
    const sequences: LabelledSequence[] = [];
    let size: LabelledSequences['image'] = null;
    for (const { images, labels, stem } of pairs) {
      const part = pairs.length > 1 ? partOf(stem) : null;
      const [pictures, classes] = await Promise.all([contentOf(images), contentOf(labels)]);
      const read = imagesWithLabels(
        parseIdx(pictures, images),
        parseIdx(classes, labels),
        part,
        images,
      );
      if (size !== null && size.height * size.width !== read.size.height * read.size.width)
        throw otherSize(images);
      size = read.size;
      sequences.push(...read.sequences);
    }
    const { height, width } = size!;
    const channels = channelNames(height * width);
    return { layout: 'idx', channels, image: size, target: 'class', sequences, diagnoses: [] };
  },
};

function partOf(stem: string): SplitName | null {
  if (/train/.test(stem)) return 'train';
  if (/val|dev/.test(stem)) return 'val';
  return /t10k|test/.test(stem) ? 'test' : null;
}

function otherSize(name: string): UnrollError {
  return new UnrollError({
    code: 'damaged-sequences',
    message: `The pictures of ${name} are of another size than those before.`,
    where: name,
    hint: 'Add pictures of one size.',
  });
}
