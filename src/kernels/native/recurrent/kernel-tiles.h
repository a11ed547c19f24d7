#pragma once

#include "../matrix/panels.h"

namespace unroll {

/**
 * How the derivative of a kernel is divided into tiles, by sizes alone: some panels of gates by some
 * blocks of 32 rows. The more panels a tile has, the less often its other factor comes from afar.
 */
class KernelTiles {
 public:
  struct Tile {
    int firstPanel, lastPanel, firstBlock, lastBlock;

    /** Where the sums of a panel and a block lie: 32 rows of 32 floats. */
    size_t sumsOf(int panel, int block) const {
      const int index = (block - firstBlock) * (lastPanel - firstPanel) + panel - firstPanel;
      return static_cast<size_t>(index) * panelColumns * panelColumns;
    }
  };

  /** Floats of a tile's sums, which so stay in a core's second cache. */
  static constexpr size_t sumsOfTile = size_t{64} * panelColumns * panelColumns;

  KernelTiles(int panels, int rows)
      : panels_(panels),
        blocks_(panelsFor(rows)),
        blockTiles_(divideUp(blocks_, mostBlocks)) {
    int together = mostPanels;
    while (together > 1 && blockTiles_ * divideUp(panels, together) < tilesWanted) together /= 2;
    panelTiles_ = divideUp(panels, together);
  }

  int count() const { return blockTiles_ * panelTiles_; }

  Tile tile(int index) const {
    const int block = index % blockTiles_, panel = index / blockTiles_;
    return {partStart(panels_, panel, panelTiles_), partStart(panels_, panel + 1, panelTiles_),
            partStart(blocks_, block, blockTiles_), partStart(blocks_, block + 1, blockTiles_)};
  }

 private:
  static constexpr int mostPanels = 4;
  static constexpr int mostBlocks = sumsOfTile / (mostPanels * panelColumns * panelColumns);
  /** With fewer tiles threads would be left without work. */
  static constexpr int tilesWanted = 16;

  static constexpr int divideUp(int a, int b) { return (a + b - 1) / b; }

  int panels_, blocks_, blockTiles_, panelTiles_;
};

}  // namespace unroll
