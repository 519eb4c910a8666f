// The inner loops of the power of one band (power.hpp), compiled once per instruction set and
// chosen at run time. What is here is plain data, and the loops call no shared inline function: a
// function compiled for one instruction set must not be linked into code for another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "nufft_tables.hpp"

namespace larch {

// Rows are padded with rows of weight 0 up to a multiple of this, and summed in as many lanes in
// double precision.
inline constexpr std::size_t kRowPadding = 8;

// Frequencies that the fast loops do at a time: what one FFT of kFftSize gives accurately.
inline constexpr std::size_t kBlock = kNufftFrequencies;
// Frequencies about one carrier in the direct sums.
inline constexpr std::size_t kDirectBlock = 128;
inline constexpr std::size_t kMostDirectRows = 128;
// Offsets from the carrier are stored in groups that fill the widest vector.
inline constexpr std::size_t kOffsetGroup = 16;

// In single precision a power is not to be trusted where the smaller eigenvalue of the normal
// equations, of which the larger is at most 1, falls below this: the phases nearly agree.
inline constexpr float kIllConditioned = 1e-2f;
// What the single precision loops write there.
inline constexpr float kUntrusted = -1.0f;

// u, u y and t of BandObservations.
struct Rows {
  std::size_t size;         // without the padding
  std::size_t padded_size;  // a multiple of kRowPadding
  const double* time;
  const double* weight;
  const double* weighted_signal;
};

struct SingleRows {
  std::size_t size;
  const float* time;
  const float* weight;
  const float* weighted_signal;
};

// Direct sums about carriers. Frequencies lie symmetrically about a carrier, at (k + 1/2) steps on
// both sides, k < 64: with Z the phasor of a row at the carrier and w_k at the offset, the products
// of the parts of Z and w_k give both Z w_k and Z conj(w_k).
struct DirectPlan {
  // (cos, sin) of the turns from one carrier to the next, padded as the rows.
  const double* rotation_cos;
  const double* rotation_sin;
  // [offset / kOffsetGroup][row][cos w, sin w, cos w^2, sin w^2][kOffsetGroup]
  const float* offsets;
};

// Sums by a non-uniform FFT: where and how each row is spread, for frequencies and for twice them.
struct NufftPlan {
  const std::uint16_t* cell;  // first of kTaps cells, per row
  const std::uint16_t* cell_twice;
  const float* taps;  // [row][kTaps]
  const float* taps_twice;
};

struct Kernels {
  const char* instructions;

  // In double precision at any frequencies.
  void (*power_exact)(const Rows& rows, const double* frequencies, std::size_t count,
                      double* power);
  // The same with the original's phases: frequencies and times in single precision.
  void (*power_original)(const Rows& rows, const double* frequencies, std::size_t count,
                         double* power);

  // In single precision; true where some are kUntrusted.
  // `count` frequencies, a multiple of 16, with the original's phases.
  bool (*block_original)(const SingleRows& rows, const float* frequencies, std::size_t count,
                         float* power);
  // `blocks` times kDirectBlock frequencies, at most kBlock in all; `carrier`: 1/d, the middle of
  // the first kDirectBlock.
  bool (*block_direct)(const Rows& rows, const DirectPlan& plan, double carrier, std::size_t blocks,
                       float* power);
  // kBlock frequencies, `carrier` being the one of index kBlock / 2.
  bool (*block_nufft)(const Rows& rows, const NufftPlan& plan, const NufftTables& tables,
                      double carrier, float* power);

  // statistic = half_freedom q / max(1 - q, floor), q = sum of share[b] * power[b] over the bands.
  void (*combine)(const float* const* power, const float* share, std::size_t bands,
                  float half_freedom, float floor, std::size_t count, float* statistic);
};

// Those that this machine can run, fastest first.
std::span<const Kernels* const> supported_kernels();

}  // namespace larch
