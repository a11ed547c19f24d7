#pragma once

namespace unroll {

void registerRecurrentOperations();

}  // namespace unroll
