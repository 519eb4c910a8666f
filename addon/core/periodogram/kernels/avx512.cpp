// The loops in vectors of sixteen, with AVX-512 F, DQ, BW and VL.
#include <immintrin.h>

#include <utility>

#include "kernels.hpp"

namespace larch::avx512 {

using Float = float __attribute__((vector_size(64)));
using Double = double __attribute__((vector_size(64)));

static inline Float fused(Float a, Float b, Float c) { return _mm512_fmadd_ps(a, b, c); }
static inline Double fused(Double a, Double b, Double c) { return _mm512_fmadd_pd(a, b, c); }
static inline Float nearest(Float x) {
  return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
static inline Double nearest(Double x) {
  return _mm512_roundscale_pd(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

#define LARCH_INSTRUCTIONS "AVX-512"
#include "kernels.inc"

}  // namespace larch::avx512
