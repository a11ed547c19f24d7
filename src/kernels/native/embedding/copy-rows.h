#pragma once

#include <cstdint>

namespace unroll {

/**
 * Rows of a table by number, each any number of times, on all threads.
 * @param table rows of `width` values
 * @param indices `count` of them, each the number of a row
 * @param to (count, width)
 */
void copyRows(const float* table, int64_t width, const int32_t* indices, int64_t count, float* to);

}  // namespace unroll
