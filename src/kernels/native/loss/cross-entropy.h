#pragma once

#include <cstddef>
#include <cstdint>

#include "../matrix/panels.h"

namespace unroll {

/** Panels of the vocabulary that are worked on together: their logits fit a core's second cache. */
constexpr int blockPanels = 4;
constexpr int blockColumns = blockPanels * panelColumns;

/**
 * A linear layer and the cross-entropy of its softmax, for some rows:
 *
 *     z = h W + b     loss = log sum_v exp z_v - (1 - s) z_label - s mean_v z_v
 *     dz = scale (softmax z - (1 - s) onehot - s / V)     dh = dz W^T   dW = h^T dz   db = sum dz
 *
 * with rows of hidden units h (R, K), weights W (K, V) or, as an embedding has them, transposed
 * (V, K), and label smoothing s (Szegedy et al., arXiv 1512.00567).
 */
struct CrossEntropy {
  int rows;
  int width;
  int classes;
  bool weightIsTransposed;
  bool isMixed;
  float smoothing;

  /** (R, K) */
  const float* hidden;
  const float* weight;
  /** (V), or null */
  const float* bias;
  /** (R); -1 leaves the row out */
  const int32_t* labels;
  /** (R): factor of each row's loss in the sum; 0 where it is left out */
  const float* scale;

  /** Hidden units with their words along K: what multiplies the weights. */
  Panels factor;
  /** Hidden units with their words along R, for the gradient of the weights. */
  Panels operand;
  /** Panels of logits, (V / 32, R, 32); null where only losses are wanted. */
  Panels logits;

  // (blocks, R): of each block of the vocabulary, the largest logit, the sum of exponentials less
  // that, and the sum of logits where labels are smoothed (else null).
  float* maxima;
  float* exponentials;
  float* sums;
  /** (R): the label's logit */
  float* labelLogits;
  /** (R): log sum exp */
  float* normalizers;

  int blocks() const { return (classes + blockColumns - 1) / blockColumns; }
  int columnsOf(int block) const {
    const int left = classes - block * blockColumns;
    return left < blockColumns ? left : blockColumns;
  }
};

/** Some rows and some blocks of the vocabulary. */
struct CrossEntropyPart {
  int firstRow;
  int endRow;
  int firstBlock;
  int endBlock;
};

/** Where the gradients of a part go. */
struct CrossEntropyGradients {
  /** (R, K); set by the part's first block, added to by the others. */
  float* hidden;
  /** Of W's shape; only the part's columns. */
  float* weight;
  /** (V), or null */
  float* bias;
  /** Whether the gradients of weight and bias hold those of other rows, to be added to. */
  bool accumulate;
};

/** Compiled once for each instruction set. A part's results do not depend on other parts. */
struct CrossEntropyKernels {
  /** Packs one panel of hidden units, of all rows. */
  void (*packFactor)(const CrossEntropy&, int panel);
  void (*packOperand)(const CrossEntropy&, int panel);
  /** Logits of a part and what the softmax needs to know of them. */
  void (*logits)(const CrossEntropy&, const CrossEntropyPart&, float* scratch);
  /** Gradients of a part; in single precision its logits are used up. */
  void (*gradients)(const CrossEntropy&, const CrossEntropyPart&, const CrossEntropyGradients&,
                    float* scratch);
  /** to += from */
  void (*add)(float* to, const float* from, int64_t count);
  /** Floats of scratch that a thread needs for parts of so many rows. */
  size_t (*scratch)(const CrossEntropy&, int rows);
  /** Whether products may be mixed. */
  bool multipliesPairs;

  template <class Isa>
  static const CrossEntropyKernels& of();
};

/** Words of the inner dimension of `count` positions: pairs where products are mixed. */
constexpr int wordsFor(int count, bool isMixed) { return isMixed ? (count + 1) / 2 : count; }

}  // namespace unroll
