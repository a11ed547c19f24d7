import * as tf from '@tensorflow/tfjs-core';

const rounds = 300;
const rate = 0.05;
/** Weight of the squared weights in the loss. */
const shrinkage = 1e-3;

/** Multinomial logistic regression, or linear regression, on standardised vectors. */
export class LinearModel {
  readonly #means: Float64Array;
  readonly #factors: Float64Array;
  readonly #weights: tf.Tensor2D;
  readonly #bias: tf.Tensor1D;
  readonly #kind: 'classes' | 'number';

  /**
   * Fits by full-batch Adam on a convex loss: cross-entropy or half the squared error, with a little
   * shrinkage. The same vectors give the same model.
   * @param targets classes from 0, or numbers
   * @param outputs classes, or 1
   */
  constructor(
    vectors: readonly Float64Array[],
    targets: ArrayLike<number>,
    kind: 'classes' | 'number',
    outputs: number,
  ) {
    const width = vectors[0]!.length;
    this.#kind = kind;
    [this.#means, this.#factors] = standardOf(vectors, width);
    const found = tf.tidy(() => {
      const x = this.#standardised(vectors);
      const y =
        kind === 'classes'
          ? (tf.oneHot(
              tf.tensor1d(Int32Array.from(targets as ArrayLike<number>), 'int32'),
              outputs,
            ) as tf.Tensor2D)
          : tf.tensor2d(Float32Array.from(targets as ArrayLike<number>), [vectors.length, 1]);
      return fitted(x, tf.cast(y, 'float32'), kind);
    });
    this.#weights = found.weights;
    this.#bias = found.bias;
  }

  /** Probabilities of the classes, or the number: (vectors, outputs) row by row. */
  predict(vectors: readonly Float64Array[]): Float32Array {
    if (vectors.length === 0) return new Float32Array(0);
    return tf.tidy(() => {
      const x = this.#standardised(vectors);
      const scores = tf.add<tf.Tensor2D>(tf.matMul(x, this.#weights), this.#bias);
      const answers = this.#kind === 'classes' ? tf.softmax(scores) : scores;
      return answers.dataSync<'float32'>().slice();
    });
  }

  dispose(): void {
    tf.dispose([this.#weights, this.#bias]);
  }

  #standardised(vectors: readonly Float64Array[]): tf.Tensor2D {
    const width = this.#means.length;
    const values = new Float32Array(vectors.length * width);
    vectors.forEach((vector, row) => {
      for (let at = 0; at < width; at++) {
        values[row * width + at] = (vector[at]! - this.#means[at]!) * this.#factors[at]!;
      }
    });
    return tf.tensor2d(values, [vectors.length, width]);
  }
}

function standardOf(vectors: readonly Float64Array[], width: number): [Float64Array, Float64Array] {
  const means = new Float64Array(width);
  const factors = new Float64Array(width);
  for (let at = 0; at < width; at++) {
    let [sum, squares] = [0, 0];
    for (const vector of vectors) {
      sum += vector[at]!;
      squares += vector[at]! ** 2;
    }
    means[at] = sum / vectors.length;
    const deviation = Math.sqrt(Math.max(0, squares / vectors.length - means[at]! ** 2));
    factors[at] = deviation > 1e-6 ? 1 / deviation : 0;
  }
  return [means, factors];
}

function fitted(
  x: tf.Tensor2D,
  y: tf.Tensor2D,
  kind: 'classes' | 'number',
): { weights: tf.Tensor2D; bias: tf.Tensor1D } {
  const [rows, width] = x.shape;
  const outputs = y.shape[1];
  let parameters: tf.Tensor[] = [tf.zeros([width, outputs]), tf.zeros([outputs])];
  let moments: tf.Tensor[][] = parameters.map((one) => [tf.zerosLike(one), tf.zerosLike(one)]);
  for (let round = 1; round <= rounds; round++) {
    const next = tf.tidy(() => {
      const [weights, bias] = parameters as [tf.Tensor2D, tf.Tensor1D];
      const scores = tf.add<tf.Tensor2D>(tf.matMul(x, weights), bias);
      const answers = kind === 'classes' ? tf.softmax(scores) : scores;
      const slope = tf.div<tf.Tensor2D>(tf.sub(answers, y), rows);
      const gradients = [
        tf.add(tf.matMul(x, slope, true), tf.mul(weights, shrinkage)),
        tf.sum(slope, 0),
      ];
      return gradients.flatMap((gradient, index) => {
        const [first, second] = moments[index]! as [tf.Tensor, tf.Tensor];
        const m = tf.add(tf.mul(first, 0.9), tf.mul(gradient, 0.1));
        const v = tf.add(tf.mul(second, 0.99), tf.mul(tf.square(gradient), 0.01));
        const own = rate * Math.min(1, (2 * (rounds - round + 1)) / rounds);
        const step = tf.div(
          tf.mul(m, own / (1 - 0.9 ** round)),
          tf.add(tf.sqrt(tf.div(v, 1 - 0.99 ** round)), 1e-8),
        );
        return [tf.sub(parameters[index]!, step), m, v];
      });
    });
    tf.dispose([parameters, moments]);
    parameters = [next[0]!, next[3]!];
    moments = [next.slice(1, 3), next.slice(4, 6)];
  }
  const [weights, bias] = parameters as [tf.Tensor2D, tf.Tensor1D];
  return { weights, bias };
}
