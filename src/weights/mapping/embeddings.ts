import { embeddingSources } from '../embedding-sources.ts';
import { padded } from '../padding.ts';
import type { EmbeddingSource } from '../source-layers.ts';
import { type MappingLedger, missingLayer } from './ledger.ts';
import { misfitRows } from './rows.ts';

/** Embeddings, in their order, by the width of their vectors. */
export function mapEmbeddings(ledger: MappingLedger): void {
  const sources = embeddingSources(ledger.layers);
  for (const [name, shape] of ledger.targets) {
    if (!name.endsWith('.table') || !ledger.isOpen(name)) continue;
    const wish = ledger.wishFor(name.slice(0, -'.table'.length));
    const source = sources.find(
      (one) => !ledger.isUsed(one) && (wish === undefined || one.name === wish),
    );
    const [rows, width] = shape as [number, number];
    const why =
      source === undefined
        ? missingLayer('embedding', wish)
        : misfit(ledger, source, { rows, width });
    if (source === undefined || why !== null) ledger.refuse([name], why ?? '');
    else
      ledger.take(name, source, conversionOf(rows, source), () =>
        padded(source.table(), rows * width),
      );
  }
}

function misfit(
  ledger: MappingLedger,
  source: EmbeddingSource,
  { rows, width }: { readonly rows: number; readonly width: number },
): string | null {
  if (source.width !== width)
    return `${source.name} has vectors of ${source.width} values, not ${width}`;
  return misfitRows(ledger, rows, source.vocabulary, source.name);
}

function conversionOf(rows: number, { vocabulary, tensors }: EmbeddingSource): string {
  const parts = tensors.length === 0 ? ['ones among zeros'] : ['as it is'];
  if (rows > vocabulary) parts.push('zeros for <unk>');
  return parts.join('; ');
}
