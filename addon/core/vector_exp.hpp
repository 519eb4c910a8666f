// exp for loops over arrays: neither branch nor call, so that the compiler keeps such a loop in
// vector registers.
#pragma once

#include <bit>
#include <cstdint>

// A function whose loops are compiled for AVX2 too; which one runs is decided when the library is
// loaded. Both give the same numbers, since contraction to FMA is off.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LARCH_VECTOR_LOOPS __attribute__((target_clones("avx2", "default")))
#else
#define LARCH_VECTOR_LOOPS
#endif

namespace larch {

// e^x to 1 ulp. Overflows to infinity, underflows gradually to 0; NaN gives NaN.
//   x = k ln 2 + r, |r| <= ln(2)/2: e^x = 2^k (1 + r + r^2 p(r)),
// where p of degree 9 interpolates (e^r - 1 - r)/r^2 at the Chebyshev nodes (error 2e-17 of e^r).
inline double vector_exp(double x) {
  constexpr double kRound = 0x1.8p52;           // added and taken off again: to the nearest integer
  constexpr double kLn2High = 0x1.62e42feep-1;  // k times it is exact
  constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  // 2^j, |j| < 1022
  const auto power_of_two = [](double j) {
    return std::bit_cast<double>((std::bit_cast<std::uint64_t>(j + kRound) + 1023) << 52);
  };

  x = x < -746.0 ? -746.0 : x;
  x = x > 710.0 ? 710.0 : x;
  const double k = (x * 0x1.71547652b82fep0 + kRound) - kRound;
  const double r = (x - k * kLn2High) - k * kLn2Low;
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double p01 = 0.5000000000000001 + r * 0.16666666666666669;
  const double p23 = 0.04166666666662413 + r * 0.008333333333330062;
  const double p45 = 0.0013888888917213717 + r * 0.00019841269863053618;
  const double p67 = 2.4801521295954376e-05 + r * 2.7557268459997064e-06;
  const double p89 = 2.7620088445409746e-07 + r * 2.510038549551032e-08;
  const double p = (p01 + r2 * p23) + r4 * ((p45 + r2 * p67) + r4 * p89);
  // Two factors, so that subnormal and infinite results come out of the arithmetic.
  const double half = (k * 0.5 + kRound) - kRound;
  return (1.0 + (r + r2 * p)) * power_of_two(half) * power_of_two(k - half);
}

}  // namespace larch
