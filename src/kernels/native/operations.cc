#include "operations.h"

#include <mutex>

#include "dropout/dropout.h"
#include "embedding/gather-rows.h"
#include "loss/loss.h"
#include "optimizer/optimizer.h"
#include "peak/peak.h"
#include "recurrent/operations.h"
#include "scan/memory.h"
#include "scan/scan.h"
#include "tensorflow-api.h"

namespace unroll {

void registerOperations() {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  tensorflow();
  registerOperation<adjointScan>();
  registerOperation<arithmeticPeak>();
  registerOperation<complexAdjointScan>();
  registerOperation<complexLinearScan>();
  registerOperation<crossEntropyLosses>();
  registerOperation<crossEntropyWithGradients>();
  registerOperation<dropout>();
  registerOperation<forgetValues>();
  registerOperation<gatherRows>();
  registerOperation<keepValue>();
  registerOperation<linearScan>();
  registerOperation<matrixMemory>();
  registerOperation<matrixMemoryGradient>();
  registerOperation<showValue>();
  registerOperation<updateParameters>();
  registerRecurrentOperations();
}

}  // namespace unroll
