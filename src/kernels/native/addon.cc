#include <node_api.h>

#include <exception>
#include <string>

#include "operation.h"
#include "operations.h"
#include "processor.h"
#include "start-up-memory.h"
#include "tensorflow-api.h"
#include "thread-pool.h"
#include "workspace.h"

// The addon as JavaScript sees it: `register()`, `facts()`, `setThreads(count)`,
// `releaseStartUpMemory()` and `stamp`, the state of the sources that it was compiled from.

#ifndef UNROLL_STAMP
#define UNROLL_STAMP ""
#endif

namespace unroll {
namespace {

napi_value undefined(napi_env env) {
  napi_value value;
  napi_get_undefined(env, &value);
  return value;
}

napi_value textOf(napi_env env, const std::string& text) {
  napi_value value;
  napi_create_string_utf8(env, text.c_str(), text.size(), &value);
  return value;
}

napi_value numberOf(napi_env env, double number) {
  napi_value value;
  napi_create_double(env, number, &value);
  return value;
}

void set(napi_env env, napi_value object, const char* name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

/** A C++ exception becomes one of JavaScript. */
template <class Action>
napi_value guarded(napi_env env, const Action& action) {
  try {
    return action();
  } catch (const std::exception& error) {
    napi_throw_error(env, "UNROLL_NATIVE_KERNELS", error.what());
    return nullptr;
  }
}

/** Call after TensorFlow has been loaded; a second call does nothing. */
napi_value registerAll(napi_env env, napi_callback_info) {
  return guarded(env, [&] {
    instructionSet();
    registerOperations();
    return undefined(env);
  });
}

napi_value workspaceOf(napi_env env) {
  const MemoryFacts facts = workspaceFacts();
  napi_value object;
  napi_create_object(env, &object);
  set(env, object, "inUse", numberOf(env, static_cast<double>(facts.inUse)));
  set(env, object, "kept", numberOf(env, static_cast<double>(facts.kept)));
  set(env, object, "peak", numberOf(env, static_cast<double>(facts.peak)));
  set(env, object, "reservations", numberOf(env, static_cast<double>(facts.reservations)));
  return object;
}

/** `{ isa, threads, tensorflow, operations: { name: calls }, workspace: { inUse: bytes, … } }` */
napi_value facts(napi_env env, napi_callback_info) {
  return guarded(env, [&] {
    napi_value object;
    napi_create_object(env, &object);
    set(env, object, "isa", textOf(env, nameOf(instructionSet())));
    set(env, object, "threads", numberOf(env, threadCount()));
    set(env, object, "tensorflow", textOf(env, tensorflow().version()));
    napi_value operations;
    napi_create_object(env, &operations);
    for (const auto& [name, calls] : operationCalls()) {
      set(env, operations, name.c_str(), numberOf(env, static_cast<double>(calls)));
    }
    set(env, object, "operations", operations);
    set(env, object, "workspace", workspaceOf(env));
    return object;
  });
}

napi_value setThreads(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  int32_t threads = 0;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  if (count < 1 || napi_get_value_int32(env, argument, &threads) != napi_ok || threads < 1) {
    napi_throw_type_error(env, "UNROLL_NATIVE_KERNELS",
                          "setThreads takes a whole number of threads, at least 1");
    return nullptr;
  }
  setThreadCount(threads);
  return undefined(env);
}

napi_value releaseMemory(napi_env env, napi_callback_info) {
  releaseStartUpMemory();
  return undefined(env);
}

void provide(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  set(env, exports, name, function);
}

}  // namespace
}  // namespace unroll

NAPI_MODULE_INIT() {
  unroll::provide(env, exports, "register", unroll::registerAll);
  unroll::provide(env, exports, "facts", unroll::facts);
  unroll::provide(env, exports, "setThreads", unroll::setThreads);
  unroll::provide(env, exports, "releaseStartUpMemory", unroll::releaseMemory);
  unroll::set(env, exports, "stamp", unroll::textOf(env, UNROLL_STAMP));
  return exports;
}
