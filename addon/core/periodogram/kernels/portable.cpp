// The loops in vectors of four, for what every machine of the architecture has.
#include <utility>

#include "kernels.hpp"

namespace larch::portable {

using Float = float __attribute__((vector_size(16)));
using Double = double __attribute__((vector_size(16)));

static inline Float fused(Float a, Float b, Float c) { return a * b + c; }
static inline Double fused(Double a, Double b, Double c) { return a * b + c; }
static inline Float nearest(Float x) {
  for (int lane = 0; lane < 4; ++lane) x[lane] = __builtin_rintf(x[lane]);
  return x;
}
static inline Double nearest(Double x) {
  for (int lane = 0; lane < 2; ++lane) x[lane] = __builtin_rint(x[lane]);
  return x;
}

#define LARCH_INSTRUCTIONS "portable"
#include "kernels.inc"

}  // namespace larch::portable
