import * as tf from '@tensorflow/tfjs-core';

/** Gradient of a table of which some rows were read: a row may come several times, to be added. */
export interface RowGradient {
  /** (count) int32: which rows */
  readonly indices: tf.Tensor1D;
  /** (count, width) */
  readonly values: tf.Tensor2D;
}

export interface VariableGradients {
  readonly value: tf.Scalar;
  /** By the variable's name; variables that the value does not reach have no entry. */
  readonly grads: tf.NamedTensorMap;
  /** By the variable's name: of tables that were read through `gatherRows`. */
  readonly rows: ReadonlyMap<string, RowGradient>;
}

/** Reads of tables while gradients by rows are wanted. */
interface Recorder {
  /**
   * What reads depend on in place of their table: through it the tape leads back to them, and a
   * gradient of the table's whole size is never made.
   */
  readonly anchor: tf.Variable<tf.Rank.R0>;
  readonly reads: Map<string, RowGradient[]>;
}

let recorder: Recorder | null = null;

/**
 * tf.variableGrads, with gradients of tables that `gatherRows` reads kept as rows. A table that
 * takes part in another way, too, has a gradient in both forms, to be added.
 * @param f called once, inside a tidy
 */
export function variableGradientsByRows(
  f: () => tf.Scalar,
  variables: tf.Variable[],
): VariableGradients {
  if (recorder !== null) throw new Error('gradients by rows inside of gradients by rows');
  const anchor = tf.variable(tf.scalar(0));
  const reads: Recorder['reads'] = new Map();
  recorder = { anchor, reads };
  try {
    const { value, grads } = tf.variableGrads(f, [...variables, anchor]);
    delete grads[anchor.name];
    return { value, grads, rows: joinReads(reads) };
  } finally {
    recorder = null;
    anchor.dispose();
    for (const { indices, values } of [...reads.values()].flat()) tf.dispose([indices, values]);
  }
}

/**
 * Says how a read of the table is differentiated: null where its dense gradient is wanted.
 * Otherwise the read depends on `anchor`, whose gradient is 0, and tells its own by `note`.
 */
export function recordedRead(
  table: tf.Tensor2D,
): { readonly anchor: tf.Scalar; note(gradient: RowGradient): void } | null {
  if (recorder === null || !(table instanceof tf.Variable)) return null;
  const { anchor, reads } = recorder;
  return {
    anchor,
    note: ({ indices, values }) => {
      const held = { indices: tf.keep(tf.clone(indices)), values: tf.keep(tf.clone(values)) };
      reads.set(table.name, [...(reads.get(table.name) ?? []), held]);
    },
  };
}

function joinReads(reads: Recorder['reads']): ReadonlyMap<string, RowGradient> {
  const joined = new Map<string, RowGradient>();
  for (const [name, list] of reads) {
    joined.set(name, {
      indices: joinTensors(list.map((read) => read.indices)),
      values: joinTensors(list.map((read) => read.values)),
    });
  }
  return joined;
}

/** A tensor of its own, whose life the caller's tidy decides. */
function joinTensors<T extends tf.Tensor>(parts: readonly T[]): T {
  return parts.length === 1 ? tf.clone(parts[0]!) : (tf.concat([...parts], 0) as T);
}
