#pragma once

namespace unroll {

/**
 * Registers every operation of this addon in the TensorFlow of this process, once.
 * @throws std::runtime_error saying what stands in the way
 */
void registerOperations();

}  // namespace unroll
