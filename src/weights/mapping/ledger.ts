import type { WeightMapping } from '../../contract/index.ts';
import type { CellId } from '../../models/cells/cell.ts';
import type { WeightFile } from '../formats/index.ts';
import { isTrainingState, unrollTensors } from '../own-tensors.ts';
import type { SourceLayer, SourceLayers } from '../source-layers.ts';
import type { Targets } from '../targets.ts';

export interface MappingOptions {
  readonly cell: CellId;
  /**
   * Tokens that the network reads and writes; null where rows mean no tokens. `known` says whether
   * its numbers are those of the file; then a last token that the file lacks (`<unk>`) is added.
   */
  readonly vocabulary: { readonly size: number; readonly known: boolean } | null;
  /** Layer of the file by the layer of the network that it is to become: `output` → `decoder.fc`. */
  readonly wishes?: Readonly<Record<string, string>>;
}

export interface MappedWeights {
  readonly table: WeightMapping;
  /** Row-major values for every mapped parameter, made when they are asked for. */
  readonly values: ReadonlyMap<string, () => Float32Array>;
}

/** What a parameter is made of. */
export interface MappingSource {
  readonly name: string;
  readonly tensors: readonly string[];
}

/** Keeps what was found for which parameter, what was used up, and why the rest has nothing. */
export class MappingLedger {
  readonly file: WeightFile;
  readonly layers: readonly SourceLayer[];
  readonly targets: Targets;
  readonly options: MappingOptions;
  readonly #mapped: WeightMapping['mapped'] = [];
  readonly #values = new Map<string, () => Float32Array>();
  readonly #reasons = new Map<string, string>();
  readonly #used = new Set<string>();

  constructor(
    file: WeightFile,
    layers: readonly SourceLayer[],
    targets: Targets,
    options: MappingOptions,
  ) {
    this.file = file;
    this.layers = layers;
    this.targets = targets;
    this.options = options;
  }

  /** Whether the network has this parameter and nothing was found for it yet. */
  isOpen(target: string): boolean {
    return this.targets.has(target) && !this.#values.has(target);
  }

  isUsed(source: MappingSource): boolean {
    return this.#used.has(source.name);
  }

  wishFor(place: string): string | undefined {
    return this.options.wishes?.[place];
  }

  take(
    target: string,
    source: MappingSource,
    conversion: string,
    values: () => Float32Array,
  ): void {
    this.#used.add(source.name);
    this.#values.set(target, values);
    this.#mapped.push({
      target,
      shape: [...this.targets.get(target)!],
      source: source.name,
      tensors: [...source.tensors],
      conversion,
    });
  }

  /** Why these parameters, as far as they are open, are made of nothing. */
  refuse(targets: readonly string[], why: string): void {
    for (const target of targets) if (this.isOpen(target)) this.#reasons.set(target, why);
  }

  result(rest: SourceLayers['rest']): MappedWeights {
    const order = [...this.targets.keys()];
    const mapped = [...this.#mapped].sort(
      (a, b) => order.indexOf(a.target) - order.indexOf(b.target),
    );
    const missing = order
      .filter((target) => !this.#values.has(target))
      .map((target) => ({
        target,
        shape: [...this.targets.get(target)!],
        why: this.#reasons.get(target) ?? 'the file has nothing like it',
      }));
    return { table: { mapped, missing, leftOver: this.#leftOver(rest) }, values: this.#values };
  }

  #leftOver(rest: SourceLayers['rest']): WeightMapping['leftOver'] {
    const isOwn = unrollTensors(this.file, this.targets).size > 0;
    const taken = new Set(this.#mapped.flatMap(({ tensors }) => tensors));
    const reasons = new Map(rest.map(({ tensor, why }) => [tensor, why]));
    return [...this.file.tensors]
      .filter(([tensor]) => !taken.has(tensor) && !(isOwn && isTrainingState(tensor)))
      .map(([tensor, { shape }]) => ({
        tensor,
        shape: [...shape],
        why: reasons.get(tensor) ?? '',
      }));
  }
}

/** Said of a parameter for which no layer is left, or for which the wished one does not exist. */
export function missingLayer(what: string, wish: string | undefined): string {
  return wish === undefined ? `the file has no further ${what}` : `the file has no ${what} ${wish}`;
}
