import type { ConnectionDefinition } from './connection.ts';
import type { ConnectionId } from './connection-sizes.ts';
import { dense } from './dense.ts';
import { highway } from './highway.ts';
import { plain } from './plain.ts';
import { residual } from './residual.ts';

export type { LayerConnection } from './connection.ts';

export const connections: readonly ConnectionDefinition[] = [plain, residual, highway, dense];

/** @throws on a name that is not in the list: a defect */
export function connectionById(id: ConnectionId): ConnectionDefinition {
  const found = connections.find((connection) => connection.id === id);
  if (found === undefined) throw new Error(`no layer connection ${id}`);
  return found;
}
