import type { SplitName } from '../../datasets/splits.ts';
import { type BatchLayout, segmentsOf } from './batches.ts';
import type { Panel } from './panel.ts';
import type { Origins } from './plan.ts';

/** What people want to know of the data: names and figures in words. */
export function detailsOf(
  { series, splits, covariates, leftOut }: Panel,
  layout: BatchLayout,
  origins: Origins,
  seasons: readonly number[],
  madeRows: number,
): [string, string][] {
  const parts = (lengths: readonly number[]) => lengths.map(number).join(' / ');
  const names: readonly SplitName[] = ['train', 'val', 'test'];
  const rows = names.map((part) =>
    splits.reduce((sum, own) => sum + own[part].end - own[part].start, 0),
  );
  const windows = names.map((part) => origins[part].length);
  const ids = series.members.flatMap(({ id }) => id ?? []);
  const past = covariates?.names.slice(0, covariates.past) ?? [];
  const known = covariates?.names.slice(covariates.past) ?? [];
  return [
    ...told('Series', ids),
    ...told('Series left out, too short', leftOut),
    ['Columns', listed(series.channels)],
    ...told('Known up to now', past),
    ...told('Known in advance', known),
    ['Rows (training / validation / test)', parts(rows)],
    ['Windows (training / validation / test)', parts(windows)],
    ['Season', seasons.length === 0 ? 'none found' : `${seasons.map(number).join(', ')} rows`],
    ['Segments', `${segmentsOf(layout)} of ${layout.segment} rows`],
    ...(madeRows === 0 ? [] : [['Rows put into gaps', number(madeRows)] as [string, string]]),
  ];
}

function told(label: string, names: readonly string[]): [string, string][] {
  if (names.length === 0) return [];
  return [[label, names.length > 3 ? `${number(names.length)}: ${listed(names)}` : listed(names)]];
}

const number = (value: number): string => value.toLocaleString('en-US');

const mostListed = 12;

function listed(names: readonly string[]): string {
  if (names.length <= mostListed) return names.join(', ');
  const others = names.length - mostListed;
  return `${names.slice(0, mostListed).join(', ')} and ${others} more`;
}
