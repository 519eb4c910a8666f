#include "nufft_tables.hpp"

#include <cmath>
#include <memory>
#include <numbers>

namespace larch {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;
constexpr double kHalfWidth = kTaps / 2.0;
constexpr double kOversampling = static_cast<double>(kFftSize) / kNufftFrequencies;
// Barnett et al. 2019, eq. 4.5, for an oversampling other than 2.
const double kSharpness = 0.976 * std::numbers::pi * kTaps * (1.0 - 0.5 / kOversampling);

// The "exponential of semicircle", at a distance in cells.
double spreading_kernel(double distance) {
  const double z = distance / kHalfWidth;
  return z * z < 1.0 ? std::exp(kSharpness * (std::sqrt(1.0 - z * z) - 1.0)) : 0.0;
}

// Integral of kernel(s) cos(2 pi s frequency) ds by the trapezoidal rule, which is accurate because
// the kernel ends at 5e-8.
double transformed_kernel(double frequency) {
  constexpr int kNodesPerCell = 16;
  double sum = spreading_kernel(0.0);
  for (int node = 1; node <= kNodesPerCell * kHalfWidth; ++node) {
    const double s = static_cast<double>(node) / kNodesPerCell;
    sum += 2.0 * spreading_kernel(s) * std::cos(kTurn * s * frequency);
  }
  return sum / kNodesPerCell;
}

template <std::size_t Quarter>
void fill_twiddles(float (&twiddles)[Quarter][3][2]) {
  for (std::size_t q = 0; q < Quarter; ++q) {
    for (std::size_t j = 1; j <= 3; ++j) {
      const double angle = kTurn * static_cast<double>(q * j) / (4.0 * Quarter);
      twiddles[q][j - 1][0] = static_cast<float>(std::cos(angle));
      twiddles[q][j - 1][1] = static_cast<float>(std::sin(angle));
    }
  }
}

std::unique_ptr<const NufftTables> make_tables() {
  auto tables = std::make_unique<NufftTables>();
  fill_twiddles(tables->twiddle_8);
  fill_twiddles(tables->twiddle_16);
  fill_twiddles(tables->twiddle_32);
  fill_twiddles(tables->twiddle_64);
  for (std::size_t r = 0; r < kFftRows; ++r) {
    for (std::size_t c = 0; c < kFftColumns; ++c) {
      const double angle = kTurn * static_cast<double>(r * c) / kFftSize;
      tables->twiddle_cos[r][c] = static_cast<float>(std::cos(angle));
      tables->twiddle_sin[r][c] = static_cast<float>(std::sin(angle));
    }
  }
  for (std::size_t k = 0; k < kNufftFrequencies; ++k) {
    const double frequency =
        (static_cast<double>(k) - kNufftFrequencies / 2.0) / static_cast<double>(kFftSize);
    tables->deconvolution[k] = static_cast<float>(1.0 / transformed_kernel(frequency));
  }
  for (std::size_t offset = 0; offset <= kTapOffsets; ++offset) {
    const double position = 3.0 + static_cast<double>(offset) / kTapOffsets;
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      tables->taps[offset][tap] =
          static_cast<float>(spreading_kernel(static_cast<double>(tap) - position));
    }
  }
  return tables;
}

}  // namespace

const NufftTables& nufft_tables() {
  static const std::unique_ptr<const NufftTables> tables = make_tables();
  return *tables;
}

}  // namespace larch
