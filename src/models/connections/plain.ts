import { type ConnectionDefinition, ownOutput } from './connection.ts';

/** Each layer reads the outputs of the one below and nothing else. */
export const plain: ConnectionDefinition = {
  id: 'plain',
  create: () => ownOutput,
};
