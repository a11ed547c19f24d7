#pragma once

#include <cstddef>

/** Memory straight from the system. */
namespace unroll::systemMemory {

constexpr size_t cacheLine = 64;
constexpr size_t hugePage = size_t{2} << 20;

constexpr size_t roundUp(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

/**
 * For large blocks: in huge pages where the system has them, since a recurrent step streams through
 * more small pages than the processor keeps track of.
 * @param bytes a multiple of a huge page @returns aligned to one; null where there is no memory
 */
void* reserve(size_t bytes);
void giveBack(void* data, size_t bytes);

/** For small blocks. @returns aligned to a cache line; null where there is no memory */
void* reserveSmall(size_t bytes);
void giveBackSmall(void* data);

}  // namespace unroll::systemMemory
