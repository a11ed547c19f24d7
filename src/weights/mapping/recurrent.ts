import { cellById } from '../../models/cells/index.ts';
import type { RecurrentSource } from '../source-layers.ts';
import { recurrentPlaces } from '../targets.ts';
import { type MappingLedger, missingLayer } from './ledger.ts';

/** Recurrent layers in their order, those that read backwards by themselves. */
export function mapRecurrent(ledger: MappingLedger): void {
  const places = recurrentPlaces(ledger.targets);
  for (const reversed of [false, true]) {
    const sources = ledger.layers.filter(
      (layer): layer is RecurrentSource =>
        layer.kind === 'recurrent' && layer.reversed === reversed,
    );
    const wanted = places.filter((place) => place.endsWith('.reverse') === reversed);
    for (const [index, place] of wanted.entries()) {
      const wish = ledger.wishFor(place);
      const source =
        wish === undefined ? sources[index] : sources.find((layer) => layer.name === wish);
      mapLayer(ledger, place, source, wish);
    }
  }
}

function mapLayer(
  ledger: MappingLedger,
  place: string,
  source: RecurrentSource | undefined,
  wish: string | undefined,
): void {
  const parts = ['input_kernel', 'recurrent_kernel', 'bias', 'recurrent_bias'] as const;
  const names = parts.map((part) => `${place}.${part}`);
  const why =
    source === undefined ? missingLayer('recurrent layer', wish) : misfit(ledger, place, source);
  if (source === undefined || why !== null) {
    ledger.refuse(names, why ?? '');
    return;
  }
  const weights = once(() => source.weights());
  const of = {
    input_kernel: () => weights().inputKernel.values,
    recurrent_kernel: () => weights().recurrentKernel.values,
    bias: () => weights().bias.values,
    recurrent_bias: () => weights().recurrentBias!.values,
  };
  for (const part of parts) {
    const name = `${place}.${part}`;
    if (ledger.isOpen(name)) ledger.take(name, source, source.conversion, of[part]);
  }
}

/** Why a layer cannot become the one at this place; null where it can. */
function misfit(ledger: MappingLedger, place: string, source: RecurrentSource): string | null {
  const { cell } = ledger.options;
  const [input, width] = ledger.targets.get(`${place}.input_kernel`) as [number, number];
  const hidden = width / cellById(cell).gates.length;
  const found = `${cellById(source.cell).label} ${source.input} → ${source.hidden}`;
  if (source.cell !== cell)
    return `${source.name} is ${found}, the network has ${cellById(cell).label}`;
  if (source.hidden !== hidden) return `${source.name} has ${source.hidden} units, not ${hidden}`;
  return source.input === input
    ? null
    : `${source.name} reads ${source.input} values, not ${input}`;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
