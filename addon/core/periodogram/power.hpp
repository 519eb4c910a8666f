// Power of one band: the fraction of its chi-square about the weighted mean that a sine of a trial
// frequency takes away, the mean being fitted too (floating-mean Lomb-Scargle: Zechmeister &
// Kurster 2009, A&A 496, 577; what the one-harmonic MHAOV of Schwarzenberg-Czerny 1996 computes).
//
// With u, y of BandObservations, phi = 2 pi frequency t, and sums over the rows
//   C = sum u cos phi, S = sum u sin phi, YC = sum u y cos phi, YS = sum u y sin phi
//   CC = sum u cos^2 phi - C^2, SS = sum u sin^2 phi - S^2, CS = sum u cos phi sin phi - C S
//   power = (SS YC^2 + CC YS^2 - 2 CS YC YS) / (CC SS - CS^2), 0 to 1
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "grid.hpp"
#include "kernels/kernels.hpp"
#include "observations.hpp"

namespace larch {

// How the powers of a block of the grid are computed.
//   original: each phase on its own, in the lanes of single precision vectors
//   direct:   sums about carriers; exact phases, at most kMostDirectRows rows
//   nufft:    by a non-uniform FFT; exact phases
// The exact phases never leave double precision until less than one turn per block is left; the
// error of a power is about 1e-6.
enum class Method { original, direct, nufft };

class BandPower {
 public:
  // Refers to nothing but `kernels` afterwards.
  BandPower(const BandObservations& band, const FrequencyGrid& grid, Method method,
            const Kernels& kernels);

  // At any frequencies (1/d), to double precision.
  void at(std::span<const double> frequencies, std::span<double> power) const;

  // At the kBlock frequencies of the grid from index `first` on. Powers beyond the end of the grid
  // are left alone or continue it.
  void block(std::size_t first, std::span<float, kBlock> power) const;

 private:
  void prepare_original();
  void prepare_direct();
  void prepare_nufft();
  Rows rows() const;
  void replace_untrusted(std::size_t first, std::span<float> power) const;

  const Kernels& kernels_;
  FrequencyGrid grid_;
  Method method_;
  std::size_t size_;  // rows, without the padding of the columns that follow
  std::vector<double> time_, weight_, weighted_signal_;

  std::vector<float> single_time_, single_weight_, single_weighted_signal_;
  std::vector<double> rotation_cos_, rotation_sin_;
  std::vector<float> offsets_;
  std::vector<std::uint16_t> cell_, cell_twice_;
  std::vector<float> taps_, taps_twice_;
};

// The fastest for so many rows.
Method method_for(Phases phases, std::size_t rows);

}  // namespace larch
