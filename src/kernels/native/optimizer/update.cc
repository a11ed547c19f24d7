#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "../operation.h"
#include "../processor.h"
#include "../thread-pool.h"
#include "kept-values.h"
#include "optimizer.h"
#include "row-sums.h"
#include "update-entry.h"
#include "update-kernels.h"

namespace unroll {
namespace {

/** Floats of one tile: small enough to share out evenly, large enough to be worth claiming. */
constexpr int64_t tileFloats = 16384;
/** A float read and changed in memory weighs as much as so many operations. */
constexpr double operationsPerFloat = 30;

/** Places in the input `numbers`. */
enum NumberPlace : int {
  rate,
  normLimit,
  valueLimit,
  weightDecay,
  firstDecay,
  firstShare,
  secondDecay,
  secondShare,
  epsilon,
  secondCorrection,
  numberPlaces
  // Behind them one factor of the rate for each entry.
};

constexpr int momentsOf[static_cast<int>(UpdateRule::count)] = {0, 1, 1, 2, 1};

/** A stretch of an entry: of floats, of rows, or of the rows that were read. */
struct Tile {
  int entry;
  int64_t first;
  int64_t end;
};

class Update {
 public:
  explicit Update(Call& call)
      : call_(call),
        rule_(ruleOf(call)),
        decaysParameter_(call.attributes().boolean("decay_parameter")),
        numbers_(call.input<float>(1, {numberPlaces + call.attributes().integer("P")}).data),
        kernels_(kernels<UpdateKernels>()) {
    entries_ = UpdateEntries(call, momentsOf[rule_]).read();
    for (size_t i = 0; i < entries_.size(); i++) entries_[i].rateFactor = numbers_[numberPlaces + i];
    makeTiles();
  }

  void run() {
    loss_ = *call_.input<float>(2, {}).data;
    const int threads = threadsFor(operationsPerFloat * static_cast<double>(floats_));
    measure(threads);
    updated_ = std::isfinite(loss_) && std::isfinite(norm_);
    if (updated_) change(threads);
    report();
  }

 private:
  static int ruleOf(const Call& call) {
    const int64_t rule = call.attributes().integer("rule");
    if (rule >= 0 && rule < static_cast<int>(UpdateRule::count)) return static_cast<int>(rule);
    call.refuse("there is no rule " + std::to_string(rule));
  }

  bool changesEveryRow(const UpdateEntry& entry) const {
    const bool decay = entry.decays && numbers_[weightDecay] > 0;
    return momentsOf[rule_] > 0 || entry.dense != nullptr || decay;
  }

  void makeTiles() {
    for (int i = 0; i < static_cast<int>(entries_.size()); i++) {
      const UpdateEntry& entry = entries_[static_cast<size_t>(i)];
      int64_t units = entry.parameter->elements();
      int64_t step = tileFloats;
      int64_t measured = units;
      if (entry.rows != nullptr) {
        const int64_t read = static_cast<int64_t>(entry.rows->distinct().size());
        const int64_t width = std::max<int64_t>(1, entry.rows->width());
        step = std::max<int64_t>(1, tileFloats / width);
        measured = entry.dense == nullptr ? read : entry.rows->rows();
        units = changesEveryRow(entry) ? entry.rows->rows() : read;
        floats_ += units * width;
      } else if (entry.dense == nullptr) {
        call_.refuse("a parameter without a gradient");
      } else {
        floats_ += units;
      }
      add(measureTiles_, i, measured, step);
      add(changeTiles_, i, units, step);
    }
    sums_.resize(measureTiles_.size());
  }

  static void add(std::vector<Tile>& tiles, int entry, int64_t units, int64_t step) {
    for (int64_t first = 0; first < units; first += step) {
      tiles.push_back({entry, first, std::min(units, first + step)});
    }
  }

  /** The stretches of a tile: `visit(offset into the parameter, gradient, count)`. */
  template <class Visit>
  void walk(const Tile& tile, bool everyRow, const Visit& visit) const {
    const UpdateEntry& entry = entries_[static_cast<size_t>(tile.entry)];
    if (entry.rows == nullptr) {
      visit(tile.first, entry.dense + tile.first, tile.end - tile.first);
      return;
    }
    const RowSums& rows = *entry.rows;
    for (int64_t i = tile.first; i < tile.end; i++) {
      const int64_t row = everyRow ? i : rows.distinct()[static_cast<size_t>(i)];
      visit(row * rows.width(), rows.gradient(row), rows.width());
    }
  }

  /** Sums of squares by tile, then in the order of the tiles: independent of the threads. */
  void measure(int threads) {
    const float limit = valueBound();
    parallel(threads, [&](Team& team) {
      for (const UpdateEntry& entry : entries_) {
        if (entry.rows == nullptr) continue;
        team.each(entry.rows->tiles(), [&](int tile) { entry.rows->sumTile(tile); });
      }
      team.each(static_cast<int>(measureTiles_.size()), [&](int index) {
        const Tile& tile = measureTiles_[static_cast<size_t>(index)];
        const UpdateEntry& entry = entries_[static_cast<size_t>(tile.entry)];
        SquareSums sum{0, 0};
        walk(tile, entry.dense != nullptr, [&](int64_t, const float* gradient, int64_t count) {
          const SquareSums part = kernels_.squares(gradient, count, limit);
          sum.raw += part.raw;
          sum.cut += part.cut;
        });
        sums_[static_cast<size_t>(index)] = sum;
      });
    });
    SquareSums total{0, 0};
    for (const SquareSums& sum : sums_) {
      total.raw += sum.raw;
      total.cut += sum.cut;
    }
    norm_ = std::sqrt(total.raw);
    const double cutNorm = std::sqrt(total.cut);
    const double allowed = numbers_[normLimit];
    scale_ = allowed > 0 && cutNorm > allowed ? allowed / cutNorm : 1;
    clippedNorm_ = cutNorm * scale_;
  }

  float valueBound() const {
    const float given = numbers_[valueLimit];
    return given > 0 ? given : std::numeric_limits<float>::infinity();
  }

  void change(int threads) {
    for (UpdateEntry& entry : entries_) {
      entry.values = entry.parameter->writable(&copied_);
      for (int k = 0; k < momentsOf[rule_]; k++) entry.kept[k] = entry.moments[k]->writable(&copied_);
    }
    const auto update = kernels_.update[rule_];
    parallel(threads, [&](Team& team) {
      team.each(static_cast<int>(changeTiles_.size()), [&](int index) {
        const Tile& tile = changeTiles_[static_cast<size_t>(index)];
        const UpdateEntry& entry = entries_[static_cast<size_t>(tile.entry)];
        const UpdateNumbers numbers = numbersFor(entry);
        walk(tile, changesEveryRow(entry), [&](int64_t at, const float* gradient, int64_t count) {
          float* const first = entry.kept[0] == nullptr ? nullptr : entry.kept[0] + at;
          float* const second = entry.kept[1] == nullptr ? nullptr : entry.kept[1] + at;
          update({entry.values + at, first, second, gradient, count}, numbers);
        });
      });
    });
  }

  UpdateNumbers numbersFor(const UpdateEntry& entry) const {
    const float decay = entry.decays ? numbers_[weightDecay] : 0;
    const float shrinking = decay * entry.rateFactor;
    UpdateNumbers made{};
    made.gradientScale = static_cast<float>(scale_);
    made.limit = valueBound();
    made.coupledDecay = decaysParameter_ ? 0 : decay;
    made.shrink = decaysParameter_ ? 1 - shrinking : 1;
    made.rate = numbers_[rate] * entry.rateFactor;
    made.firstDecay = numbers_[firstDecay];
    made.firstShare = numbers_[firstShare];
    made.secondDecay = numbers_[secondDecay];
    made.secondShare = numbers_[secondShare];
    made.epsilon = numbers_[epsilon];
    made.secondCorrection = numbers_[secondCorrection];
    return made;
  }

  void report() {
    const Array<float> output = call_.output<float>(0, {5});
    output.data[0] = loss_;
    output.data[1] = static_cast<float>(norm_);
    output.data[2] = static_cast<float>(clippedNorm_);
    output.data[3] = updated_ ? 1 : 0;
    output.data[4] = copied_ ? 1 : 0;
    for (size_t i = 0; i < entries_.size(); i++) {
      entries_[i].parameter->show(call_, static_cast<int>(i) + 1);
    }
  }

  Call& call_;
  const int rule_;
  const bool decaysParameter_;
  const float* const numbers_;
  const UpdateKernels& kernels_;
  std::vector<UpdateEntry> entries_;
  std::vector<Tile> measureTiles_;
  std::vector<Tile> changeTiles_;
  std::vector<SquareSums> sums_;
  int64_t floats_ = 0;
  float loss_ = 0;
  double norm_ = 0;
  double clippedNorm_ = 0;
  double scale_ = 1;
  bool updated_ = false;
  bool copied_ = false;
};

void update(Call& call) { Update(call).run(); }

}  // namespace

const OperationDefinition updateParameters{
    "UnrollUpdateParameters",
    {"P: int >= 1", "D: int >= 0", "S: int >= 0", "rule: int", "decay_parameter: bool"},
    {"plan: int32", "numbers: float", "loss: float", "gradients: D * float",
     "row_indices: S * int32", "row_values: S * float"},
    {"report: float", "views: P * float"},
    update};

}  // namespace unroll
