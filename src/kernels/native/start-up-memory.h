#pragma once

namespace unroll {

/**
 * Gives the system back what only starting up needed: freed memory of the heap, and TensorFlow's
 * code and constants, of which loading the library touches a quarter of a gigabyte and training a
 * few megabytes. What is needed again comes back from the system's file cache, a page at a time.
 * On Linux; elsewhere it does nothing.
 */
void releaseStartUpMemory();

}  // namespace unroll
