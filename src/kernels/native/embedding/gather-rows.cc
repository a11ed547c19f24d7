#include "gather-rows.h"

#include "copy-rows.h"

namespace unroll {
namespace {

void requireRows(Call& call, const Array<const int32_t>& indices, int64_t rows) {
  for (int64_t i = 0; i < indices.elements(); i++) {
    if (indices.data[i] >= 0 && indices.data[i] < rows) continue;
    call.refuse("indices[" + std::to_string(i) + "] is " + std::to_string(indices.data[i]) +
                ", expected 0 to " + std::to_string(rows - 1));
  }
}

void compute(Call& call) {
  const auto table = call.input<float>(0, {any, any});
  const auto indices = call.input<int32_t>(1, {any});
  requireRows(call, indices, table.size(0));
  const int64_t count = indices.elements(), width = table.size(1);
  const auto taken = call.output(0, {count, width});
  copyRows(table.data, width, indices.data, count, taken.data);
}

}  // namespace

const OperationDefinition gatherRows{"UnrollGatherRows",
                                     {},
                                     {"table: float", "indices: int32"},
                                     {"rows: float"},
                                     compute};

}  // namespace unroll
