export type ConnectionId = 'plain' | 'residual' | 'highway' | 'dense';

/** Values that a layer reads and gives at each step, and whether it is the uppermost. */
export interface LayerPlace {
  readonly input: number;
  readonly output: number;
  readonly uppermost: boolean;
}

interface ConnectionSize {
  /** Values that go up at each step. */
  readonly joined: (place: LayerPlace) => number;
  /** Parameters that the connection adds. */
  readonly parameters: (place: LayerPlace) => number;
}

const ownOutput = ({ output }: LayerPlace) => output;
const none = () => 0;

/**
 * Sizes without the connections themselves, so that what must not load TensorFlow can tell how large
 * a network will be. `test/conformance/connections.test.ts` holds them against what is made.
 */
export const connectionSizes: Readonly<Record<ConnectionId, ConnectionSize>> = {
  plain: { joined: ownOutput, parameters: none },
  residual: { joined: ownOutput, parameters: none },
  highway: {
    joined: ownOutput,
    parameters: ({ input, output }) => (input === output ? output * (input + 1) : 0),
  },
  dense: {
    joined: ({ input, output, uppermost }) => (uppermost ? output : input + output),
    parameters: none,
  },
};

/** The layers of a stack from below. @param output values that each gives, both directions together */
export function layerPlaces(
  connection: ConnectionId,
  { input, output, layers }: { readonly input: number; readonly output: number; layers: number },
): LayerPlace[] {
  const places: LayerPlace[] = [];
  let read = input;
  for (let layer = 1; layer <= layers; layer++) {
    const place = { input: read, output, uppermost: layer === layers };
    places.push(place);
    read = connectionSizes[connection].joined(place);
  }
  return places;
}
