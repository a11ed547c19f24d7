/** One tensor of a file, its values read when they are asked for. */
export interface WeightTensor {
  readonly shape: readonly number[];
  /** As the file names it: `F32`, `float16`. */
  readonly type: string;
  /** Row-major, in single precision. */
  values(): Float32Array;
}

/** Trained values by name, as another program stored them. */
export interface WeightFile {
  readonly format: string;
  /** "PyTorch state dictionary". */
  readonly label: string;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
}

/**
 * One way in which programs store weights.
 *
 * Guarantees: nothing in a file is executed; a damaged file ends in an UnrollError, never in half of
 * its tensors.
 */
export interface WeightFormat {
  readonly id: string;
  readonly label: string;
  readonly extensions: readonly string[];
  /** @param head the first 512 bytes @param name of the file, in lower case */
  recognises(head: Uint8Array, name: string): boolean;
  /** @param source name of the file for messages */
  read(bytes: Uint8Array, source: string): Promise<WeightFile>;
}
