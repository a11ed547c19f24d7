import type { Cell, CellId } from './cell.ts';
import { gru } from './gru.ts';
import { gruResetBefore } from './gru-reset-before.ts';
import { indRnn } from './indrnn.ts';
import { lru } from './lru.ts';
import { lstm } from './lstm.ts';
import { minGru } from './mingru.ts';
import { minLstm } from './minlstm.ts';
import { mlstm } from './mlstm.ts';
import { rnn } from './rnn.ts';
import { slstm } from './slstm.ts';
import { sru } from './sru.ts';

/** Every cell that can be chosen. */
export const cells: readonly Cell[] = [
  rnn,
  lstm,
  gru,
  gruResetBefore,
  minGru,
  minLstm,
  sru,
  indRnn,
  lru,
  slstm,
  mlstm,
];

/** @throws on a name that is not in the list: a defect, since settings are checked before */
export function cellById(id: CellId): Cell {
  const cell = cells.find((candidate) => candidate.id === id);
  if (cell === undefined) throw new Error(`no cell ${id}`);
  return cell;
}
