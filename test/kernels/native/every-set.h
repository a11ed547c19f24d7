#pragma once

#include "processor.h"

namespace unroll {

/** From the plainest on; a processor runs those up to its own. */
constexpr InstructionSet everySet[] = {InstructionSet::portable, InstructionSet::avx2,
                                       InstructionSet::avx512, InstructionSet::avx512Bf16};

}  // namespace unroll
