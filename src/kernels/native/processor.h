#pragma once

namespace unroll {

/** Instruction sets that the kernels are compiled for, from the plainest to the widest. */
enum class InstructionSet { portable, avx2, avx512, avx512Bf16 };

/**
 * The widest one that this processor and its operating system support, or the one named by the
 * environment variable UNROLL_KERNEL_ISA (portable, avx2, avx512, avx512-bf16).
 * @throws std::runtime_error where the named one is unknown or not supported
 */
InstructionSet instructionSet();

const char* nameOf(InstructionSet set);

// One type for each instruction set; the vector types of `vector/` are named by them.
struct Portable;
struct Avx2;
struct Avx512;
struct Avx512Bf16;

/**
 * The table of functions compiled for this processor. `Table` is a structure of function pointers
 * with a static member template `of<Isa>()`, specialised in the file that is compiled once for each
 * instruction set (see build/native/sources.mjs).
 */
template <class Table>
const Table& kernelsFor(InstructionSet set) {
#if defined(__x86_64__) || defined(_M_X64)
  switch (set) {
    case InstructionSet::avx512Bf16:
      return Table::template of<Avx512Bf16>();
    case InstructionSet::avx512:
      return Table::template of<Avx512>();
    case InstructionSet::avx2:
      return Table::template of<Avx2>();
    default:
      break;
  }
#else
  static_cast<void>(set);
#endif
  return Table::template of<Portable>();
}

/** The same for the instruction set of this process, chosen once. */
template <class Table>
const Table& kernels() {
  static const Table& chosen = kernelsFor<Table>(instructionSet());
  return chosen;
}

}  // namespace unroll
