#pragma once

#include <memory>
#include <string>
#include <vector>

#include "../operation.h"
#include "kept-values.h"
#include "row-sums.h"

namespace unroll {

/** One parameter of the update, all checked. */
struct UpdateEntry {
  KeptValue* parameter;
  /** Null where the rule has none. */
  KeptValue* moments[2];
  /** Null where only rows have a gradient. */
  const float* dense;
  std::unique_ptr<RowSums> rows;
  bool decays;
  /** Of the learning rate. */
  float rateFactor;
  float* values;
  float* kept[2];
};

/** Reads the input `plan`, and checks what it names. */
class UpdateEntries {
 public:
  /** @param moments that the rule has for each parameter */
  UpdateEntries(Call& call, int moments)
      : call_(call),
        moments_(moments),
        denseCount_(call.attributes().integer("D")),
        rowsCount_(call.attributes().integer("S")) {}

  std::vector<UpdateEntry> read() const {
    const Array<const int32_t> plan = call_.input<int32_t>(0, {any, planColumns});
    if (plan.size(0) != call_.attributes().integer("P")) call_.refuse("P is not the plan's length");
    std::vector<UpdateEntry> entries;
    for (int64_t i = 0; i < plan.size(0); i++) entries.push_back(entry(plan.data + i * planColumns));
    return entries;
  }

 private:
  /** Columns of the input `plan`. */
  enum PlanColumn : int { parameterNumber, firstNumber, secondNumber, denseIndex, rowsIndex, decays };
  static constexpr int64_t planColumns = 6;
  static constexpr int firstGradient = 3;

  UpdateEntry entry(const int32_t* plan) const {
    UpdateEntry made{};
    made.parameter = &KeptValues::at(call_, plan[parameterNumber]);
    for (int k = 0; k < moments_; k++) {
      made.moments[k] = &KeptValues::at(call_, plan[firstNumber + k]);
      if (made.moments[k]->shape() != made.parameter->shape()) {
        call_.refuse("a moment has shape " + describe(made.moments[k]->shape()) +
                     ", its parameter " + describe(made.parameter->shape()));
      }
    }
    made.dense = denseGradient(plan[denseIndex], *made.parameter);
    made.rows = rowGradient(plan[rowsIndex], *made.parameter, made.dense);
    made.decays = plan[decays] != 0;
    made.rateFactor = 1;
    return made;
  }

  const float* denseGradient(int32_t index, const KeptValue& parameter) const {
    if (index < 0) return nullptr;
    if (index >= denseCount_) call_.refuse("the plan names a gradient that is not there");
    const Array<const float> gradient = call_.input<float>(firstGradient + index);
    if (gradient.shape != parameter.shape()) {
      call_.refuse(call_.inputName(firstGradient + index) + " has shape " +
                   describe(gradient.shape) + ", its parameter " + describe(parameter.shape()));
    }
    return gradient.data;
  }

  std::unique_ptr<RowSums> rowGradient(int32_t index, const KeptValue& parameter,
                                       const float* dense) const {
    if (index < 0) return nullptr;
    if (index >= rowsCount_) call_.refuse("the plan names rows that are not there");
    if (parameter.shape().size() != 2) call_.refuse("only a matrix has rows");
    const int64_t rows = parameter.shape()[0];
    const int64_t width = parameter.shape()[1];
    const int at = firstGradient + static_cast<int>(denseCount_) + index;
    const Array<const int32_t> indices = call_.input<int32_t>(at, {any});
    const int64_t count = indices.size(0);
    const Array<const float> values =
        call_.input<float>(at + static_cast<int>(rowsCount_), {count, width});
    for (int64_t i = 0; i < count; i++) {
      if (indices.data[i] >= 0 && indices.data[i] < rows) continue;
      call_.refuse(call_.inputName(at) + " names row " + std::to_string(indices.data[i]) + " of " +
                   std::to_string(rows));
    }
    return std::make_unique<RowSums>(rows, width, indices.data, count, values.data, dense);
  }

  Call& call_;
  const int moments_;
  const int64_t denseCount_;
  const int64_t rowsCount_;
};

}  // namespace unroll
