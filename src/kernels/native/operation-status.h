#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "tensorflow-api.h"

namespace unroll {

struct StatusDeleter {
  void operator()(TF_Status* status) const { tensorflow().deleteStatus(status); }
};
using OwnedStatus = std::unique_ptr<TF_Status, StatusDeleter>;

inline OwnedStatus newStatus() { return OwnedStatus(tensorflow().newStatus()); }

inline bool isOk(const TF_Status* status) {
  return tensorflow().code(status) == static_cast<int>(StatusCode::ok);
}

/** @throws std::runtime_error with TensorFlow's words */
inline void throwUnlessOk(const TF_Status* status, const char* operation) {
  if (isOk(status)) return;
  throw std::runtime_error(std::string(operation) + ": " + tensorflow().message(status));
}

}  // namespace unroll
