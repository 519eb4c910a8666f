// The power of one band as its definition has it, slowly, in extended precision: the fraction of
// the chi-square about the weighted mean that the best fitting c + a cos phi + b sin phi takes
// away.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <utility>

namespace larch::oracle {

// phi = 2 pi frequency time, in days and per day.
inline long double phase(double time, double frequency) {
  const long double turns = static_cast<long double>(time) * frequency;
  return 2.0L * std::numbers::pi_v<long double> * (turns - std::floor(turns));
}

// As the original computes it: of numbers rounded to single precision.
inline long double original_phase(double time, double frequency) {
  const float turns = static_cast<float>(time) * static_cast<float>(frequency);
  return 2.0L * std::numbers::pi_v<long double> * (turns - std::floor(turns));
}

// Chi-square of the weighted least squares fit of the columns 1, cos, sin, or of the constant
// alone, by Gaussian elimination of the normal equations with pivoting.
inline long double residual_chi_square(std::span<const long double> phases,
                                       std::span<const double> magnitude,
                                       std::span<const double> error, std::size_t columns) {
  long double normal[3][4] = {};
  const auto row_of = [&](std::size_t i) {
    return std::array<long double, 4>{1.0L, std::cos(phases[i]), std::sin(phases[i]),
                                      magnitude[i] - magnitude[0]};
  };
  for (std::size_t i = 0; i < magnitude.size(); ++i) {
    const auto row = row_of(i);
    const long double weight = 1.0L / (static_cast<long double>(error[i]) * error[i]);
    for (std::size_t j = 0; j < columns; ++j) {
      for (std::size_t k = 0; k < columns; ++k) normal[j][k] += weight * row[j] * row[k];
      normal[j][3] += weight * row[j] * row[3];
    }
  }
  for (std::size_t pivot = 0; pivot < columns; ++pivot) {
    std::size_t best = pivot;
    for (std::size_t j = pivot; j < columns; ++j) {
      if (std::abs(normal[j][pivot]) > std::abs(normal[best][pivot])) best = j;
    }
    std::swap(normal[pivot], normal[best]);
    for (std::size_t j = 0; j < columns; ++j) {
      if (j == pivot) continue;
      const long double factor = normal[j][pivot] / normal[pivot][pivot];
      for (std::size_t k = 0; k < 4; ++k) normal[j][k] -= factor * normal[pivot][k];
    }
  }
  long double chi_square = 0.0L;
  for (std::size_t i = 0; i < magnitude.size(); ++i) {
    const auto row = row_of(i);
    long double residual = row[3];
    for (std::size_t j = 0; j < columns; ++j) residual -= normal[j][3] / normal[j][j] * row[j];
    chi_square += residual * residual / (static_cast<long double>(error[i]) * error[i]);
  }
  return chi_square;
}

inline double power(std::span<const long double> phases, std::span<const double> magnitude,
                    std::span<const double> error) {
  const long double constant = residual_chi_square(phases, magnitude, error, 1);
  const long double sine = residual_chi_square(phases, magnitude, error, 3);
  return static_cast<double>((constant - sine) / constant);
}

}  // namespace larch::oracle
