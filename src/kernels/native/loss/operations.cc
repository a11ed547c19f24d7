#include <string>
#include <vector>

#include "linear-cross-entropy.h"
#include "loss.h"

namespace unroll {
namespace {

int sizeFrom(Call& call, int64_t size, const char* what) {
  if (size < 1) call.refuse(std::string("there are no ") + what);
  if (size > (int64_t{1} << 24)) call.refuse(std::string("more than 2^24 ") + what);
  return static_cast<int>(size);
}

/** A request whose scales lie here. */
struct CheckedRequest {
  CrossEntropyRequest request{};
  Shape weightShape;
  std::vector<float> scale;
};

/** Factor of each row's loss: the row's weight, or one over the number of rows that count. */
std::vector<float> scalesOf(Call& call, const CrossEntropyRequest& request) {
  const Array<const float> weights = call.optionalInput<float>(4, {request.rows});
  int64_t counted = 0;
  for (int r = 0; r < request.rows; r++) {
    const int32_t label = request.labels[r];
    if (label < -1 || label >= request.classes) {
      call.refuse("labels[" + std::to_string(r) + "] is " + std::to_string(label) + ", of " +
                  std::to_string(request.classes) + " classes (-1 leaves a row out)");
    }
    counted += label >= 0;
  }
  std::vector<float> scale(static_cast<size_t>(request.rows), 0.0f);
  for (int r = 0; r < request.rows; r++) {
    if (request.labels[r] < 0) continue;
    scale[static_cast<size_t>(r)] =
        weights.isThere() ? weights.data[r] : 1.0f / static_cast<float>(counted);
  }
  return scale;
}

CheckedRequest requestOf(Call& call) {
  CheckedRequest checked;
  CrossEntropyRequest& request = checked.request;
  const Array<const float> hidden = call.input<float>(0, {any, any});
  request.hidden = hidden.data;
  request.rows = sizeFrom(call, hidden.size(0), "rows");
  request.width = sizeFrom(call, hidden.size(1), "hidden units");
  request.weightIsTransposed = call.attributes().boolean("transposed");
  request.isMixed = call.attributes().boolean("mixed");
  request.smoothing = call.attributes().number("smoothing");
  if (!(request.smoothing >= 0 && request.smoothing < 1)) {
    call.refuse("smoothing is " + std::to_string(request.smoothing) + ", expected 0 to less than 1");
  }
  const Array<const float> weight = request.weightIsTransposed
                                        ? call.input<float>(1, {any, request.width})
                                        : call.input<float>(1, {request.width, any});
  request.weight = weight.data;
  checked.weightShape = weight.shape;
  request.classes = sizeFrom(call, weight.size(request.weightIsTransposed ? 0 : 1), "classes");
  const Array<const float> bias = call.optionalInput<float>(2, {request.classes});
  request.bias = bias.isThere() ? bias.data : nullptr;
  request.labels = call.input<int32_t>(3, {request.rows}).data;
  checked.scale = scalesOf(call, request);
  request.scale = checked.scale.data();
  return checked;
}

void lossAndGradients(Call& call) {
  const CheckedRequest checked = requestOf(call);
  const CrossEntropyRequest& request = checked.request;
  CrossEntropyResults results{};
  float* const loss = call.output(0, {}).data;
  results.losses = call.output(1, {request.rows}).data;
  results.hidden = call.output(2, {request.rows, request.width}).data;
  results.weight = call.output(3, checked.weightShape).data;
  const bool hasBias = request.bias != nullptr;
  float* const bias = call.output(4, {hasBias ? request.classes : 0}).data;
  results.bias = hasBias ? bias : nullptr;
  linearCrossEntropy(request, results);
  double total = 0;
  for (int r = 0; r < request.rows; r++) {
    if (request.labels[r] >= 0) total += static_cast<double>(request.scale[r]) * results.losses[r];
  }
  *loss = static_cast<float>(total);
}

void losses(Call& call) {
  const CheckedRequest checked = requestOf(call);
  CrossEntropyResults results{};
  results.losses = call.output(0, {checked.request.rows}).data;
  linearCrossEntropy(checked.request, results);
}

const std::vector<const char*> attributes = {"transposed: bool", "mixed: bool",
                                             "smoothing: float"};
const std::vector<const char*> inputs = {"hidden: float", "weight: float", "bias: float",
                                         "labels: int32", "row_weights: float"};

}  // namespace

const OperationDefinition crossEntropyWithGradients{
    "UnrollLinearCrossEntropy",
    attributes,
    inputs,
    {"loss: float", "losses: float", "d_hidden: float", "d_weight: float", "d_bias: float"},
    lossAndGradients};

const OperationDefinition crossEntropyLosses{
    "UnrollLinearCrossEntropyLosses", attributes, inputs, {"losses: float"}, losses};

}  // namespace unroll
