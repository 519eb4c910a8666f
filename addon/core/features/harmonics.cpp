// A Fourier series of seven harmonics fitted to each band at the multiband period P.
//
//   m(t) = c_0 + sum_k a_k cos(2 pi k t / P) + b_k sin(2 pi k t / P), k = 1..7
//   weighted least squares with errors e' = e + 0.01, of the smallest norm where n < 15
//   Harmonics_mag_k   = hypot(b_k, a_k)
//   Harmonics_phase_k = (phi_k - k phi_1) mod 2 pi, phi_k = atan2(b_k, a_k), k = 2..7
//   Harmonics_mse     = mean (fit - m)^2
//   Harmonics_chi     = sum ((fit - m) / (e' + 5))^2 / (n - 15), n >= 16; the 5 is the original's
// t is the full MJD. Where few points or a long period leave the series undetermined the amplitudes
// mean nothing.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "../feature.hpp"
#include "../linear_algebra.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"Harmonics_mag_1", "mag", "Amplitude of the fundamental", 1},
    {"Harmonics_mag_2", "mag", "Amplitude of the second harmonic", 1},
    {"Harmonics_mag_3", "mag", "Amplitude of the third harmonic", 1},
    {"Harmonics_mag_4", "mag", "Amplitude of the fourth harmonic", 1},
    {"Harmonics_mag_5", "mag", "Amplitude of the fifth harmonic", 1},
    {"Harmonics_mag_6", "mag", "Amplitude of the sixth harmonic", 1},
    {"Harmonics_mag_7", "mag", "Amplitude of the seventh harmonic", 1},
    {"Harmonics_phase_2", "rad", "Phase of the second harmonic, the fundamental's being zero", 1},
    {"Harmonics_phase_3", "rad", "Phase of the third harmonic, the fundamental's being zero", 1},
    {"Harmonics_phase_4", "rad", "Phase of the fourth harmonic, the fundamental's being zero", 1},
    {"Harmonics_phase_5", "rad", "Phase of the fifth harmonic, the fundamental's being zero", 1},
    {"Harmonics_phase_6", "rad", "Phase of the sixth harmonic, the fundamental's being zero", 1},
    {"Harmonics_phase_7", "rad", "Phase of the seventh harmonic, the fundamental's being zero", 1},
    {"Harmonics_mse", "mag^2", "Mean squared residual of the series", 1},
    {"Harmonics_chi", "1", "Residual per degree of freedom, over the errors plus 5 mag", 16},
};

constexpr std::size_t kHarmonics = 7;
constexpr std::size_t kTerms = 1 + 2 * kHarmonics;
constexpr double kErrorFloor = 0.01;         // mag
constexpr double kSmallestSingular = 1e-15;  // of the largest

using Coefficients = std::array<double, kTerms>;

// Columns 1, cos k = 1..7, sin k = 1..7.
std::vector<double> design(const BandSample& band, double period) {
  const std::size_t n = band.size();
  const double fundamental = 2.0 * std::numbers::pi * (1.0 / period);
  std::vector<double> columns(n * kTerms, 1.0);
  for (std::size_t k = 1; k <= kHarmonics; ++k) {
    const double frequency = fundamental * static_cast<double>(k);
    for (std::size_t i = 0; i < n; ++i) {
      columns[k * n + i] = std::cos(frequency * band.time[i]);
      columns[(kHarmonics + k) * n + i] = std::sin(frequency * band.time[i]);
    }
  }
  return columns;
}

// Nothing is cut off below kSmallestSingular where the condition number is far below its inverse:
// the pseudo-inverse then is a triangular solution.
constexpr double kWellConditioned = 1e13;

// The columns and then the magnitudes, over the errors.
std::vector<double> weighted(const BandSample& band, std::span<const double> columns) {
  const std::size_t n = band.size();
  std::vector<double> a(n * (kTerms + 1));
  for (std::size_t i = 0; i < n; ++i) {
    const double weight = 1.0 / (band.error[i] + kErrorFloor);
    for (std::size_t j = 0; j < kTerms; ++j) a[j * n + i] = weight * columns[j * n + i];
    a[kTerms * n + i] = weight * band.magnitude[i];
  }
  return a;
}

// Of the smallest norm among those that meet all rows: with A^T = Q R it is Q R^-T b.
std::optional<Coefficients> fit_of_smallest_norm(std::span<const double> a, std::size_t n) {
  std::vector<double> transposed(kTerms * (n + kTerms), 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < kTerms; ++j) transposed[i * kTerms + j] = a[j * n + i];
  }
  const std::span<double> q = std::span(transposed).subspan(n * kTerms);
  for (std::size_t j = 0; j < kTerms; ++j) q[j * kTerms + j] = 1.0;
  triangularize(transposed, kTerms);  // and the unit matrix becomes Q^T
  if (!(condition_of_triangle(transposed, kTerms, n) < kWellConditioned)) return std::nullopt;
  std::vector<double> b(a.begin() + kTerms * n, a.end());
  solve_transposed_triangle(transposed, kTerms, b);
  Coefficients coefficients{};
  for (std::size_t j = 0; j < kTerms; ++j) {
    for (std::size_t i = 0; i < n; ++i) coefficients[j] += q[j * kTerms + i] * b[i];
  }
  return coefficients;
}

// Leaves the triangle and Q^T b in `a`.
std::optional<Coefficients> fit_of_least_squares(std::span<double> a, std::size_t n) {
  triangularize(a, n);
  if (!(condition_of_triangle(a, n, kTerms) < kWellConditioned)) return std::nullopt;
  Coefficients coefficients;
  std::copy_n(&a[kTerms * n], kTerms, coefficients.begin());
  solve_triangle(a, n, coefficients);
  return coefficients;
}

// By the pseudo-inverse; `a` may have been triangularised.
Coefficients fit_of_deficient_rank(std::span<const double> a, std::size_t n) {
  // A square of zeros around fewer rows, the upper square of more.
  std::array<double, kTerms*(kTerms + 1)> square{};
  for (std::size_t j = 0; j <= kTerms; ++j) {
    std::copy_n(&a[j * n], std::min(n, kTerms), &square[j * kTerms]);
  }
  const std::span<double> u = std::span(square).first(kTerms * kTerms);
  const std::span<const double> b = std::span(square).subspan(kTerms * kTerms);
  std::array<double, kTerms> s;
  std::array<double, kTerms * kTerms> v;
  singular_value_decomposition(u, s, v);
  Coefficients coefficients{};
  for (std::size_t k = 0; k < kTerms && !(s[k] <= kSmallestSingular * s[0]); ++k) {
    double projection = 0.0;
    for (std::size_t i = 0; i < kTerms; ++i) projection += u[k * kTerms + i] * b[i];
    for (std::size_t j = 0; j < kTerms; ++j) {
      coefficients[j] += v[k * kTerms + j] * (projection / s[k]);
    }
  }
  return coefficients;
}

Coefficients fit(const BandSample& band, std::span<const double> columns) {
  const std::size_t n = band.size();
  std::vector<double> a = weighted(band, columns);
  const auto determined = n < kTerms ? fit_of_smallest_norm(a, n) : fit_of_least_squares(a, n);
  return determined ? *determined : fit_of_deficient_rank(a, n);
}

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  const double period = sample.period_search().period;
  if (std::isnan(period)) return;
  const std::size_t n = band.size();
  const std::vector<double> columns = design(band, period);
  const Coefficients c = fit(band, columns);

  constexpr double kTurn = 2.0 * std::numbers::pi;
  const double first_phase = std::atan2(c[1 + kHarmonics], c[1]);
  for (std::size_t k = 1; k <= kHarmonics; ++k) {
    out[k - 1] = std::hypot(c[k], c[k + kHarmonics]);
    if (k == 1) continue;
    const double phase = std::atan2(c[k + kHarmonics], c[k]) - static_cast<double>(k) * first_phase;
    const double turned = std::fmod(phase, kTurn);
    out[kHarmonics + k - 2] = turned < 0.0 ? turned + kTurn : turned;
  }

  double squares = 0.0;
  double chi = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    double residual = -band.magnitude[i];
    for (std::size_t j = 0; j < kTerms; ++j) residual += c[j] * columns[j * n + i];
    const double scaled = residual / (band.error[i] + kErrorFloor + 5.0);
    squares += residual * residual;
    chi += scaled * scaled;
  }
  out[kTerms - 2] = squares / static_cast<double>(n);
  out[kTerms - 1] = chi / (static_cast<double>(n) - static_cast<double>(kTerms));
}

}  // namespace

extern constinit const FeatureFamily harmonics{
    "harmonics",
    kOutputs,
    Column::time | Column::magnitude | Column::error,
    {"Stellingwerf & Donohoe 1986, ApJ 306, 183", "10.1086/164331"},
    PerBand{evaluate}};

}  // namespace larch::features
