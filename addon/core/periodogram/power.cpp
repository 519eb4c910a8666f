#include "power.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace larch {
namespace {

double cycles(double time, double frequency, Phases phases) {
  if (phases == Phases::exact) {
    const double turns = time * frequency;
    return turns - std::floor(turns);
  }
  const float turns = static_cast<float>(time) * static_cast<float>(frequency);
  return turns - std::floor(turns);
}

}  // namespace

void power_at(const BandObservations& band, Phases phases, std::span<const double> frequencies,
              std::span<double> power) {
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    double c = 0, s = 0, yc = 0, ys = 0, cc = 0, cs = 0;
    for (std::size_t i = 0; i < band.size(); ++i) {
      const double phi = 2.0 * std::numbers::pi * cycles(band.time[i], frequencies[k], phases);
      const double x = std::cos(phi);
      const double y = std::sin(phi);
      c += band.weight[i] * x;
      s += band.weight[i] * y;
      yc += band.weighted_signal[i] * x;
      ys += band.weighted_signal[i] * y;
      cc += band.weight[i] * x * x;
      cs += band.weight[i] * x * y;
    }
    const double ss = 1.0 - cc - s * s;
    cc -= c * c;
    cs -= c * s;
    const double det = std::max(cc * ss - cs * cs, 1e-12);
    power[k] = std::clamp((ss * yc * yc + cc * ys * ys - 2.0 * cs * yc * ys) / det, 0.0, 1.0);
  }
}

void power_on_grid(const BandObservations& band, Phases phases, const FrequencyGrid& grid,
                   std::size_t first, std::span<float> power) {
  for (std::size_t k = 0; k < power.size(); ++k) {
    const double frequency = grid[first + k];
    double value;
    power_at(band, phases, {&frequency, 1}, {&value, 1});
    power[k] = static_cast<float>(value);
  }
}

}  // namespace larch
