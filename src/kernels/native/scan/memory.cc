#include "memory.h"

#include "../processor.h"
#include "../thread-pool.h"
#include "../workspace.h"
#include "memory-kernels.h"

namespace unroll {
namespace {

/** Sizes of a call, and where one head of one sequence begins. */
struct Heads {
  int64_t time, batch, hidden, heads, width;

  /** @param query, gate shapes of the first and the fourth input */
  Heads(Call& call, const Shape& query, const Shape& gate)
      : time(query[0]), batch(query[1]), hidden(query[2]), heads(gate[2]), width(0) {
    if (heads == 0 || hidden % heads != 0) {
      call.refuse(std::to_string(hidden) + " units cannot be divided into " +
                  std::to_string(heads) + " heads");
    }
    width = hidden / heads;
  }

  MemorySizes sizes() const { return {time, width, batch * hidden, batch * heads}; }
  /** Of (…, batch, hidden), (…, batch, heads) and (batch, hidden * width). */
  int64_t units(int64_t tile) const { return tile * width; }
  int64_t matrix(int64_t tile) const { return tile * width * width; }

  /** Calls work(head among all of the batch, scratch) for each of them. */
  template <class Work>
  void each(const MemoryKernels& table, double passes, const Work& work) const {
    const double operations = passes * 4 * double(time) * double(batch * hidden * width);
    const size_t size = static_cast<size_t>(table.scratchSize(width));
    const int threads = threadsFor(operations);
    Workspace scratch(sizeof(float) * size * static_cast<size_t>(threads));
    float* const memory = static_cast<float*>(scratch.data());
    parallel(threads, [&](Team& team) {
      team.each(static_cast<int>(batch * heads), [&](int tile) {
        work(tile, memory + size * static_cast<size_t>(team.thread()));
      });
    });
  }
};

/** The inputs that both operations have. */
struct ReadInputs {
  Array<const float> query, key, value, input, logForget, matrix, normalizer, m;

  explicit ReadInputs(Call& call)
      : query(call.input<float>(0, {any, any, any})),
        key(call.input<float>(1, {query.size(0), query.size(1), query.size(2)})),
        value(call.input<float>(2, {query.size(0), query.size(1), query.size(2)})),
        input(call.input<float>(3, {query.size(0), query.size(1), any})),
        logForget(call.input<float>(4, {query.size(0), query.size(1), input.size(2)})),
        matrix(call.input<float>(5, {query.size(1), any})),
        normalizer(call.input<float>(6, {query.size(1), query.size(2)})),
        m(call.input<float>(7, {query.size(1), input.size(2)})) {}

  MemoryInputs at(const Heads& heads, int64_t tile) const {
    const int64_t units = heads.units(tile);
    return {query.data + units, key.data + units,     value.data + units,
            input.data + tile,  logForget.data + tile, matrix.data + heads.matrix(tile),
            normalizer.data + units, m.data + tile};
  }
};

void requireMatrix(Call& call, const ReadInputs& inputs, const Heads& heads) {
  if (inputs.matrix.size(1) == heads.hidden * heads.width) return;
  call.refuse("matrix is " + describe(inputs.matrix.shape) + ", expected " +
              describe({heads.batch, heads.hidden * heads.width}));
}

void computeForward(Call& call) {
  const ReadInputs inputs(call);
  const Heads heads(call, inputs.query.shape, inputs.input.shape);
  requireMatrix(call, inputs, heads);
  const auto read = call.output(0, inputs.query.shape);
  const auto weight = call.output(1, inputs.input.shape);
  const auto stabilizer = call.output(2, inputs.input.shape);
  const auto matrix = call.output(3, inputs.matrix.shape);
  const auto normalizer = call.output(4, inputs.normalizer.shape);
  const auto m = call.output(5, inputs.m.shape);
  const MemoryKernels& table = kernels<MemoryKernels>();
  const MemorySizes sizes = heads.sizes();
  heads.each(table, 1, [&](int64_t tile, float* scratch) {
    const int64_t units = heads.units(tile);
    const MemoryResults results{read.data + units,       weight.data + tile,
                                stabilizer.data + tile,  matrix.data + heads.matrix(tile),
                                normalizer.data + units, m.data + tile};
    table.forward(sizes, inputs.at(heads, tile), results, scratch);
  });
}

/** Of all heads, behind the inputs that the way there has, too. */
MemoryDerivatives readDerivatives(Call& call, const ReadInputs& inputs) {
  const auto like = [&](int index, const Shape& shape) {
    const auto array = call.input<float>(index);
    if (array.shape != shape) {
      call.refuse(call.inputName(index) + " is " + describe(array.shape) + ", expected " +
                  describe(shape));
    }
    return array.data;
  };
  const Shape &units = inputs.query.shape, &gates = inputs.input.shape;
  return {like(8, units),
          like(9, gates),
          like(10, gates),
          like(11, inputs.matrix.shape),
          like(12, inputs.normalizer.shape),
          like(13, units),
          like(14, inputs.matrix.shape),
          like(15, inputs.normalizer.shape),
          like(16, inputs.m.shape)};
}

void computeGradient(Call& call) {
  const ReadInputs inputs(call);
  const Heads heads(call, inputs.query.shape, inputs.input.shape);
  requireMatrix(call, inputs, heads);
  const MemoryDerivatives all = readDerivatives(call, inputs);
  const Shape &units = inputs.query.shape, &gates = inputs.input.shape;
  const MemoryGradients made{call.output(0, units).data,
                             call.output(1, units).data,
                             call.output(2, units).data,
                             call.output(3, gates).data,
                             call.output(4, gates).data,
                             call.output(5, inputs.matrix.shape).data,
                             call.output(6, inputs.normalizer.shape).data,
                             call.output(7, inputs.m.shape).data};
  const MemoryKernels& table = kernels<MemoryKernels>();
  const MemorySizes sizes = heads.sizes();
  heads.each(table, 2, [&](int64_t tile, float* scratch) {
    const int64_t at = heads.units(tile), matrix = heads.matrix(tile);
    const MemoryDerivatives own{all.read + at,          all.weight + tile,
                                all.stabilizer + tile,  all.matrixAfter + matrix,
                                all.normalizerAfter + at, all.dRead + at,
                                all.dMatrix + matrix,   all.dNormalizer + at,
                                all.dM + tile};
    const MemoryGradients results{made.query + at,     made.key + at,
                                  made.value + at,     made.input + tile,
                                  made.logForget + tile, made.matrix + matrix,
                                  made.normalizer + at, made.m + tile};
    table.backward(sizes, inputs.at(heads, tile), own, results, scratch);
  });
}

}  // namespace

const OperationDefinition matrixMemory{
    "UnrollMatrixMemory",
    {},
    {"query: float", "key: float", "value: float", "input: float", "log_forget: float",
     "matrix: float", "normalizer: float", "m: float"},
    {"read: float", "weight: float", "stabilizer: float", "matrix_after: float",
     "normalizer_after: float", "m_after: float"},
    computeForward};

const OperationDefinition matrixMemoryGradient{
    "UnrollMatrixMemoryGradient",
    {},
    {"query: float", "key: float", "value: float", "input: float", "log_forget: float",
     "matrix: float", "normalizer: float", "m: float", "read: float", "weight: float",
     "stabilizer: float", "matrix_after: float", "normalizer_after: float", "d_read: float",
     "d_matrix: float", "d_normalizer: float", "d_m: float"},
    {"d_query: float", "d_key: float", "d_value: float", "d_input: float", "d_log_forget: float",
     "d_initial_matrix: float", "d_initial_normalizer: float", "d_initial_m: float"},
    computeGradient};

}  // namespace unroll
