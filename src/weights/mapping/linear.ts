import { padded, widened } from '../padding.ts';
import type { LinearSource } from '../source-layers.ts';
import { isLoneBias } from '../targets.ts';
import { type MappingLedger, missingLayer } from './ledger.ts';
import { misfitRows } from './rows.ts';

/** Score of a token that the weights do not know: far below all others, yet finite. */
const unknownScore = -20;

/** Linear layers by their shapes. */
export function mapLinear(ledger: MappingLedger): void {
  const sources = ledger.layers.filter((layer): layer is LinearSource => layer.kind === 'linear');
  for (const [name, shape] of ledger.targets) {
    if (!ledger.isOpen(name)) continue;
    if (name.endsWith('.kernel') && shape.length === 2) mapDense(ledger, name, sources);
    else if (isLoneBias(name, ledger.targets)) mapLoneBias(ledger, name, sources);
  }
}

function mapDense(ledger: MappingLedger, name: string, sources: readonly LinearSource[]): void {
  const place = name.slice(0, -'.kernel'.length);
  const bias = `${place}.bias`;
  const [input, output] = ledger.targets.get(name) as [number, number];
  const wish = ledger.wishFor(place);
  const source = layerFor(ledger, sources, [input, output], wish);
  const why =
    source === undefined
      ? nothingOf(ledger, sources, [input, output], wish)
      : misfitRows(ledger, output, source.output, source.name);
  if (source === undefined || why !== null) {
    ledger.refuse([name, bias], why ?? '');
    return;
  }
  ledger.take(name, source, source.conversion, () =>
    widened(source.kernel(), source.output, output),
  );
  ledger.take(bias, source, 'as it is', () => padded(source.bias(), output, unknownScore));
}

/** The layer of these sizes, where the last row of a vocabulary may be wanting. */
function layerFor(
  ledger: MappingLedger,
  sources: readonly LinearSource[],
  [input, output]: readonly [number, number],
  wish: string | undefined,
): LinearSource | undefined {
  const isVocabulary = ledger.options.vocabulary?.size === output;
  const outputs = isVocabulary ? [output, output - 1] : [output];
  return sources.find((one) =>
    wish === undefined
      ? !ledger.isUsed(one) && one.input === input && outputs.includes(one.output)
      : one.name === wish && one.input === input,
  );
}

function nothingOf(
  ledger: MappingLedger,
  sources: readonly LinearSource[],
  [input, output]: readonly [number, number],
  wish: string | undefined,
): string {
  const shapes = sources
    .filter((one) => !ledger.isUsed(one))
    .map((one) => `${one.name} ${one.input} → ${one.output}`)
    .join(', ');
  return shapes === ''
    ? missingLayer('linear layer', wish)
    : `no linear layer ${input} → ${output} in the file, but ${shapes}`;
}

/** The bias of an output layer whose matrix is the embedding. */
function mapLoneBias(ledger: MappingLedger, name: string, sources: readonly LinearSource[]): void {
  const [size] = ledger.targets.get(name) as [number];
  const source = sources.find(
    (one) => !ledger.isUsed(one) && (one.output === size || one.output === size - 1),
  );
  const why =
    source === undefined
      ? missingLayer('linear layer', undefined)
      : misfitRows(ledger, size, source.output, source.name);
  if (source === undefined || why !== null) ledger.refuse([name], why ?? '');
  else ledger.take(name, source, 'as it is', () => padded(source.bias(), size, unknownScore));
}
