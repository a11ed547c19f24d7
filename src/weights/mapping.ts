import type { WeightMapping } from '../contract/index.ts';
import type { CellId } from '../models/cells/cell.ts';
import { cellById } from '../models/cells/index.ts';
import { embeddingSources } from './embedding-sources.ts';
import type { WeightFile } from './formats/index.ts';
import { unrollTensors } from './own-tensors.ts';
import { padded, widened } from './padding.ts';
import type {
  EmbeddingSource,
  LinearSource,
  RecurrentSource,
  SourceLayer,
  SourceLayers,
} from './source-layers.ts';
import { isLoneBias, recurrentPlaces, type Targets } from './targets.ts';

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

/** Score of a token that the weights do not know: far below all others, yet finite. */
const unknownScore = -20;

/**
 * Finds for every parameter what it can be made of: recurrent layers in their order, embeddings and
 * linear layers by their shapes. Pure data: nothing is changed.
 */
export function mapWeights(
  file: WeightFile,
  { layers, rest }: SourceLayers,
  targets: Targets,
  options: MappingOptions,
): MappedWeights {
  const plan = new MappingPlan(file, layers, targets, options);
  plan.mapOwn();
  plan.mapRecurrent();
  plan.mapTables();
  plan.mapLinear();
  return plan.result(rest);
}

class MappingPlan {
  readonly #file: WeightFile;
  readonly #layers: readonly SourceLayer[];
  readonly #targets: Targets;
  readonly #options: MappingOptions;
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
    this.#file = file;
    this.#layers = layers;
    this.#targets = targets;
    this.#options = options;
  }

  /** Checkpoints of Unroll itself carry the very names. */
  mapOwn(): void {
    for (const [target, tensor] of unrollTensors(this.#file, this.#targets)) {
      const { shape, values } = this.#file.tensors.get(tensor)!;
      const wanted = this.#targets.get(target)!;
      if (shape.join() !== wanted.join()) {
        this.#reasons.set(target, `the file has the shape ${shape.join(' × ')}`);
        continue;
      }
      this.#take(target, { name: tensor, tensors: [tensor] }, 'as it is', values);
    }
  }

  // ------------------------------------------------------------------ recurrent

  mapRecurrent(): void {
    const places = recurrentPlaces(this.#targets);
    for (const reversed of [false, true]) {
      const sources = this.#layers.filter(
        (layer): layer is RecurrentSource =>
          layer.kind === 'recurrent' && layer.reversed === reversed,
      );
      const wanted = places.filter((place) => place.endsWith('.reverse') === reversed);
      for (const [index, place] of wanted.entries()) {
        const wish = this.#options.wishes?.[place];
        const source =
          wish === undefined ? sources[index] : sources.find((layer) => layer.name === wish);
        this.#mapRecurrentLayer(place, source, wish);
      }
    }
  }

  #mapRecurrentLayer(place: string, source: RecurrentSource | undefined, wish?: string): void {
    const parts = ['input_kernel', 'recurrent_kernel', 'bias', 'recurrent_bias'];
    const names = parts.map((part) => `${place}.${part}`).filter((name) => this.#isOpen(name));
    const why =
      source === undefined ? missingLayer('recurrent layer', wish) : this.#misfit(place, source);
    if (source === undefined || why !== null) {
      for (const name of names) this.#reasons.set(name, why ?? '');
      return;
    }
    const weights = once(() => source.weights());
    const of: Readonly<Record<string, () => Float32Array>> = {
      input_kernel: () => weights().inputKernel.values,
      recurrent_kernel: () => weights().recurrentKernel.values,
      bias: () => weights().bias.values,
      recurrent_bias: () => weights().recurrentBias!.values,
    };
    for (const name of names) {
      this.#take(name, source, source.conversion, of[name.slice(place.length + 1)]!);
    }
  }

  #misfit(place: string, source: RecurrentSource): string | null {
    const { cell } = this.#options;
    const [input, width] = this.#targets.get(`${place}.input_kernel`) as [number, number];
    const hidden = width / cellById(cell).gates.length;
    const found = `${cellById(source.cell).label} ${source.input} → ${source.hidden}`;
    if (source.cell !== cell)
      return `${source.name} is ${found}, the network has ${cellById(cell).label}`;
    if (source.hidden !== hidden) return `${source.name} has ${source.hidden} units, not ${hidden}`;
    return source.input === input
      ? null
      : `${source.name} reads ${source.input} values, not ${input}`;
  }

  // ------------------------------------------------------------------ embeddings

  mapTables(): void {
    const sources = embeddingSources(this.#layers);
    const tables = [...this.#targets].filter(
      ([name]) => name.endsWith('.table') && this.#isOpen(name),
    );
    for (const [name, shape] of tables) {
      const place = name.slice(0, -'.table'.length);
      const wish = this.#options.wishes?.[place];
      const source = sources.find(
        (one) => !this.#used.has(one.name) && (wish === undefined || one.name === wish),
      );
      const [rows, width] = shape as [number, number];
      const why =
        source === undefined
          ? missingLayer('embedding', wish)
          : source.width !== width
            ? `${source.name} has vectors of ${source.width} values, not ${width}`
            : this.#misfitRows(rows, source.vocabulary, source.name);
      if (source === undefined || why !== null) this.#reasons.set(name, why ?? '');
      else
        this.#take(name, source, rowsConversion(rows, source), () =>
          padded(source.table(), rows * width),
        );
    }
  }

  /** @param rows that the network has @param found that the file has @returns null where they fit */
  #misfitRows(rows: number, found: number, name: string): string | null {
    const { vocabulary } = this.#options;
    if (vocabulary === null || vocabulary.size !== rows) {
      return rows === found ? null : `${name} has ${found} rows, not ${rows}`;
    }
    if (!vocabulary.known) return 'nothing tells which token each row is: a vocabulary is needed';
    if (rows === found || rows === found + 1) return null;
    return `${name} has ${found} tokens, the vocabulary ${rows}`;
  }

  // ---------------------------------------------------------------------- linear

  mapLinear(): void {
    const sources = this.#layers.filter((layer): layer is LinearSource => layer.kind === 'linear');
    for (const [name, shape] of this.#targets) {
      if (!this.#isOpen(name)) continue;
      if (name.endsWith('.kernel') && shape.length === 2) this.#mapDense(name, shape, sources);
      else if (isLoneBias(name, this.#targets)) this.#mapLoneBias(name, shape[0]!, sources);
    }
  }

  #mapDense(name: string, shape: readonly number[], sources: readonly LinearSource[]): void {
    const place = name.slice(0, -'.kernel'.length);
    const bias = `${place}.bias`;
    const [input, output] = shape as [number, number];
    const wish = this.#options.wishes?.[place];
    const source = this.#linearFor(sources, input, output, wish);
    if (source === undefined) {
      const others = sources.filter((one) => !this.#used.has(one.name));
      const shapes = others.map((one) => `${one.name} ${one.input} → ${one.output}`).join(', ');
      const why =
        shapes === ''
          ? missingLayer('linear layer', wish)
          : `no linear layer ${input} → ${output} in the file, but ${shapes}`;
      for (const target of [name, bias]) if (this.#isOpen(target)) this.#reasons.set(target, why);
      return;
    }
    const why = this.#misfitRows(output, source.output, source.name);
    if (why !== null) {
      for (const target of [name, bias]) if (this.#isOpen(target)) this.#reasons.set(target, why);
      return;
    }
    this.#take(name, source, source.conversion, () =>
      widened(source.kernel(), source.output, output),
    );
    this.#take(bias, source, 'as it is', () => padded(source.bias(), output, unknownScore));
  }

  #linearFor(
    sources: readonly LinearSource[],
    input: number,
    output: number,
    wish: string | undefined,
  ): LinearSource | undefined {
    const isVocabulary = this.#options.vocabulary?.size === output;
    const outputs = isVocabulary ? [output, output - 1] : [output];
    return sources.find((one) =>
      wish === undefined
        ? !this.#used.has(one.name) && one.input === input && outputs.includes(one.output)
        : one.name === wish && one.input === input,
    );
  }

  /** The bias of an output layer whose matrix is the embedding. */
  #mapLoneBias(name: string, size: number, sources: readonly LinearSource[]): void {
    const source = sources.find(
      (one) => !this.#used.has(one.name) && (one.output === size || one.output === size - 1),
    );
    const why =
      source === undefined
        ? missingLayer('linear layer', undefined)
        : this.#misfitRows(size, source.output, source.name);
    if (source === undefined || why !== null) this.#reasons.set(name, why ?? '');
    else this.#take(name, source, 'as it is', () => padded(source.bias(), size, unknownScore));
  }

  // --------------------------------------------------------------------- results

  #isOpen(name: string): boolean {
    return this.#targets.has(name) && !this.#values.has(name);
  }

  #take(
    target: string,
    source: { readonly name: string; readonly tensors: readonly string[] },
    conversion: string,
    values: () => Float32Array,
  ): void {
    this.#used.add(source.name);
    this.#values.set(target, values);
    this.#mapped.push({
      target,
      shape: [...this.#targets.get(target)!],
      source: source.name,
      tensors: [...source.tensors],
      conversion,
    });
  }

  result(rest: SourceLayers['rest']): MappedWeights {
    const order = [...this.#targets.keys()];
    const missing = order
      .filter((target) => !this.#values.has(target))
      .map((target) => ({
        target,
        shape: [...this.#targets.get(target)!],
        why: this.#reasons.get(target) ?? 'the file has nothing like it',
      }));
    const mapped = [...this.#mapped].sort(
      (a, b) => order.indexOf(a.target) - order.indexOf(b.target),
    );
    const taken = new Set(mapped.flatMap(({ tensors }) => tensors));
    const reasons = new Map(rest.map(({ tensor, why }) => [tensor, why]));
    const leftOver = [...this.#file.tensors]
      .filter(([tensor]) => !taken.has(tensor))
      .map(([tensor, { shape }]) => ({
        tensor,
        shape: [...shape],
        why: reasons.get(tensor) ?? '',
      }));
    return { table: { mapped, missing, leftOver }, values: this.#values };
  }
}

function missingLayer(what: string, wish: string | undefined): string {
  return wish === undefined ? `the file has no further ${what}` : `the file has no ${what} ${wish}`;
}

function rowsConversion(rows: number, { vocabulary, tensors }: EmbeddingSource): string {
  const parts = tensors.length === 0 ? ['ones among zeros'] : ['as it is'];
  if (rows > vocabulary) parts.push('zeros for <unk>');
  return parts.join('; ');
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
