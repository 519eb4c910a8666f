// Constants of the non-uniform FFT (Barnett, Magland & af Klinteberg 2019, SIAM J. Sci. Comput. 41,
// C479): rows are spread over a fine grid by a kernel of 8 cells, transformed by an FFT that stays
// in the first-level cache, and divided by the transform of the kernel.
#pragma once

#include <cstddef>

namespace larch {

// An FFT of 2048 = 32 x 64: columns of 32, a twiddle, columns of 64 of the transpose.
inline constexpr std::size_t kFftRows = 32;
inline constexpr std::size_t kFftColumns = 64;
inline constexpr std::size_t kFftSize = kFftRows * kFftColumns;
// Of which the middle frequencies are kept, 1.6 times oversampled: with 8 cells the error is 2e-7.
inline constexpr std::size_t kNufftFrequencies = 1280;
inline constexpr std::size_t kTaps = 8;
// Offsets within a cell at which the spreading kernel is tabulated, to be interpolated linearly.
inline constexpr std::size_t kTapOffsets = 2048;

struct NufftTables {
  // exp(2 pi i q j / R) of an R-point transform by radix 4: [q < R / 4][j = 1, 2, 3][cos, sin]
  float twiddle_8[2][3][2];
  float twiddle_16[4][3][2];
  float twiddle_32[8][3][2];
  float twiddle_64[16][3][2];
  // exp(2 pi i r c / 2048)
  float twiddle_cos[kFftRows][kFftColumns];
  float twiddle_sin[kFftRows][kFftColumns];
  // 1 / the transform of the spreading kernel at (k - 640) / 2048 per cell
  float deconvolution[kNufftFrequencies];
  // The spreading kernel at cells 0..7 for a row at 3 + offset cells
  float taps[kTapOffsets + 1][kTaps];
};

const NufftTables& nufft_tables();

}  // namespace larch
