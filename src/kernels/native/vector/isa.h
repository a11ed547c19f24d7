#pragma once

// For files that are compiled once for each instruction set: `Isa` is the one that this compilation
// is for, as the compiler's flags say (build/native/sources.mjs). What such a file defines must
// depend on `Isa` in its type or lie in an unnamed namespace: the linker keeps one of several
// functions of the same name, and it must not be one that only some processors can run. Of templates
// that are the same for all sets (`Team`, `Plan`) it keeps the first, which is that for any processor.

#if defined(__AVX512F__)
#include "avx512.h"
#elif defined(__AVX2__)
#include "avx2.h"
#else
#include "portable.h"
#endif

namespace unroll {

#if defined(__AVX512BF16__)
using Isa = Avx512Bf16;
#elif defined(__AVX512F__)
using Isa = Avx512;
#elif defined(__AVX2__)
using Isa = Avx2;
#else
using Isa = Portable;
#endif

}  // namespace unroll
