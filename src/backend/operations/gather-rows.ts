import * as tf from '@tensorflow/tfjs-core';
import { hasNativeKernel } from '../native-kernels.ts';
import { nativeBackend } from '../tensorflow.ts';
import { attributes } from './raw.ts';
import { recordedRead } from './row-gradients.ts';
import { withGradient } from './with-gradient.ts';

/**
 * Rows of a table by number; the gradient adds up the rows that were taken more than once.
 * tf.gather reads the indices back to JavaScript to check each one; this leaves that to the operation.
 * @param table (rows, width)
 * @param indices (count) int32, each in [0, rows)
 * @returns (count, width)
 * @throws for an index outside of the table
 */
export function gatherRows(table: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  const read = recordedRead(table);
  if (read !== null) return readByRows(table, indices, read);
  const rows = table.shape[0];
  return withGradient([table], (save) => {
    save([indices]);
    return {
      value: takeRows(table, indices),
      gradient: (dy, [saved]) => [tf.unsortedSegmentSum(dy, saved as tf.Tensor1D, rows)],
    };
  });
}

/**
 * The same of a table that is not to be learnt: no gradient reaches it.
 * @param table (rows, width) @param indices (count) int32 @returns (count, width)
 */
export function gatherFrozenRows(table: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  return withGradient([indices], () => ({
    value: takeRows(table, indices),
    gradient: () => [tf.zerosLike(indices)],
  }));
}

/** The gradient is noted as rows; see row-gradients.ts. */
function readByRows(
  table: tf.Tensor2D,
  indices: tf.Tensor1D,
  { anchor, note }: NonNullable<ReturnType<typeof recordedRead>>,
): tf.Tensor2D {
  return withGradient([anchor], (save) => {
    save([indices]);
    return {
      value: takeRows(table, indices),
      gradient: (dy, [saved]) => {
        note({ indices: saved as tf.Tensor1D, values: dy });
        return [tf.scalar(0)];
      },
    };
  });
}

function takeRows(table: tf.Tensor2D, indices: tf.Tensor1D): tf.Tensor2D {
  const native = nativeBackend();
  if (native === null) return tf.gather(table, indices);
  if (hasNativeKernel('UnrollGatherRows')) {
    return native.executeSingleOutput('UnrollGatherRows', [], [table, indices]) as tf.Tensor2D;
  }
  const attribute = attributes(native);
  const axis = tf.scalar(0, 'int32');
  const output = native.executeSingleOutput(
    'GatherV2',
    [
      attribute.integer('batch_dims', 0),
      attribute.type('Tparams', 'float32'),
      attribute.type('Tindices', 'int32'),
      attribute.type('Taxis', 'int32'),
    ],
    [table, indices, axis],
  );
  axis.dispose();
  return output as tf.Tensor2D;
}
