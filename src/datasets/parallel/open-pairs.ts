import type {
  Collection,
  ParallelCollectionFormat,
  ParallelFormat,
  Source,
} from '../formats/index.ts';
import type { OpenCollection, OpenSource } from '../source.ts';
import type { ParallelText, WantedSides } from './parallel-text.ts';

type OpenPairs =
  | (Source & { readonly format: ParallelFormat })
  | (Collection & { readonly format: ParallelCollectionFormat });

export const anySides: WantedSides = { source: null, target: null };

export function isParallel<S extends OpenSource | OpenCollection>(
  source: S,
): source is S & OpenPairs {
  return source.format.kind === 'parallel';
}

/** @throws UnrollError when there are no pairs in the wanted languages */
export function readPairsOf(source: OpenPairs, wanted: WantedSides): Promise<ParallelText> {
  return 'members' in source
    ? source.format.readCollection(source, wanted)
    : source.format.read(source, wanted);
}
