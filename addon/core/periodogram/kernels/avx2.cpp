// The loops in vectors of eight, with AVX2 and FMA.
#include <immintrin.h>

#include <utility>

#include "kernels.hpp"

namespace larch::avx2 {

using Float = float __attribute__((vector_size(32)));
using Double = double __attribute__((vector_size(32)));

static inline Float fused(Float a, Float b, Float c) { return _mm256_fmadd_ps(a, b, c); }
static inline Double fused(Double a, Double b, Double c) { return _mm256_fmadd_pd(a, b, c); }
static inline Float nearest(Float x) {
  return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
static inline Double nearest(Double x) {
  return _mm256_round_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

#define LARCH_INSTRUCTIONS "AVX2"
#include "kernels.inc"

}  // namespace larch::avx2
