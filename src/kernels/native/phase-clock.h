#pragma once

namespace unroll {

class Team;

/**
 * Says that a phase of an operation is over. It does nothing but in the program that measures where
 * the time goes (`npm run phases --`), which defines it.
 */
#if defined(UNROLL_PHASE_CLOCK)
void phaseEnds(const Team& team, const char* phase);
#else
inline void phaseEnds(const Team&, const char*) {}
#endif

}  // namespace unroll
