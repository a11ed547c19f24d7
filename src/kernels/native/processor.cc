#include "processor.h"

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#if defined(_M_X64)
#include <intrin.h>
#elif defined(__x86_64__)
#include <cpuid.h>
#endif

namespace unroll {
namespace {

constexpr InstructionSet everySet[] = {InstructionSet::portable, InstructionSet::avx2,
                                       InstructionSet::avx512, InstructionSet::avx512Bf16};

#if defined(__x86_64__) || defined(_M_X64)

struct Registers {
  uint32_t a = 0, b = 0, c = 0, d = 0;
};

Registers cpuid(uint32_t leaf, uint32_t subleaf) {
  Registers r;
#if defined(_M_X64)
  int values[4];
  __cpuidex(values, static_cast<int>(leaf), static_cast<int>(subleaf));
  r = {uint32_t(values[0]), uint32_t(values[1]), uint32_t(values[2]), uint32_t(values[3])};
#else
  __get_cpuid_count(leaf, subleaf, &r.a, &r.b, &r.c, &r.d);
#endif
  return r;
}

/** Which registers the operating system saves when it switches threads (XCR0). */
uint64_t savedState() {
#if defined(_M_X64)
  return _xgetbv(0);
#else
  uint32_t low = 0, high = 0;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t{high} << 32) | low;
#endif
}

bool has(uint32_t flags, int bit) { return ((flags >> bit) & 1) != 0; }

/** Bits of cpuid as in the Intel and AMD manuals. */
InstructionSet widestSupported() {
  const Registers basic = cpuid(1, 0);
  const bool systemSaves = has(basic.c, 27);
  const bool fma = has(basic.c, 12);
  const Registers extended = cpuid(7, 0);
  if (!systemSaves || !fma || !has(extended.b, 5)) return InstructionSet::portable;
  const uint64_t saved = savedState();
  if ((saved & 0x6) != 0x6) return InstructionSet::portable;
  // F, DQ, BW and VL; the upper halves and the mask registers saved.
  const bool avx512 = has(extended.b, 16) && has(extended.b, 17) && has(extended.b, 30) &&
                      has(extended.b, 31) && (saved & 0xe6) == 0xe6;
  if (!avx512) return InstructionSet::avx2;
  const bool bf16 = extended.a >= 1 && has(cpuid(7, 1).a, 5);
  return bf16 ? InstructionSet::avx512Bf16 : InstructionSet::avx512;
}

#else

InstructionSet widestSupported() { return InstructionSet::portable; }

#endif

InstructionSet choose() {
  const InstructionSet widest = widestSupported();
  const char* const wanted = std::getenv("UNROLL_KERNEL_ISA");
  if (wanted == nullptr || *wanted == '\0') return widest;
  for (const InstructionSet set : everySet) {
    if (std::string(wanted) != nameOf(set)) continue;
    if (set <= widest) return set;
    throw std::runtime_error("UNROLL_KERNEL_ISA is " + std::string(wanted) +
                             ", but this processor supports " + nameOf(widest) + " at most");
  }
  throw std::runtime_error("UNROLL_KERNEL_ISA is " + std::string(wanted) +
                           "; known are portable, avx2, avx512 and avx512-bf16");
}

}  // namespace

InstructionSet instructionSet() {
  static const InstructionSet chosen = choose();
  return chosen;
}

const char* nameOf(InstructionSet set) {
  switch (set) {
    case InstructionSet::avx512Bf16:
      return "avx512-bf16";
    case InstructionSet::avx512:
      return "avx512";
    case InstructionSet::avx2:
      return "avx2";
    default:
      return "portable";
  }
}

}  // namespace unroll
