#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "oracle/power.hpp"
#include "periodogram/power.hpp"

using namespace larch;

namespace {

// Rows of one band over `span` days, seen for a few hours a night, first and last day included.
UsedDetections nightly(std::size_t rows, double span, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform;
  std::normal_distribution<double> normal;
  std::vector<double> time = {58000.25, 58000.25 + span};
  while (time.size() < rows) {
    time.push_back(58000.25 +
                   std::min(std::floor(uniform(random) * span) + 0.3 * uniform(random), span));
  }
  std::ranges::sort(time);
  UsedDetections detections;
  for (const double t : time) {
    const double error = 0.01 + 0.1 * uniform(random);
    detections.time.push_back(t);
    detections.band.push_back(Band::g);
    detections.magnitude.push_back(17.0 + 0.2 * std::sin(2.0 * std::numbers::pi * t / 0.731) +
                                   error * normal(random));
    detections.error.push_back(error);
  }
  return detections;
}

struct Case {
  unsigned rows;
  double span;  // days
};

// At every frequency of the grid, and beyond it to the end of the last block.
std::vector<float> in_blocks(const BandPower& power, const FrequencyGrid& grid) {
  std::vector<float> all((grid.size + kBlock - 1) / kBlock * kBlock);
  for (std::size_t first = 0; first < grid.size; first += kBlock) {
    power.block(first, std::span<float, kBlock>(&all[first], kBlock));
  }
  return all;
}

// Largest difference between the powers of a method and the oracle's over every `stride`-th
// frequency of the grid.
double worst_error(const Case& what, Phases phases, Method method, const Kernels& kernels,
                   std::size_t stride) {
  const UsedDetections detections = nightly(what.rows, what.span, 7);
  const Observations observations = observations_of(detections, phases);
  const FrequencyGrid grid(observations.span, phases == Phases::original);
  const BandPower power(observations.bands.front(), grid, method, kernels);
  const std::vector<float> all = in_blocks(power, grid);
  std::vector<double> magnitude = detections.magnitude;
  std::vector<double> error = detections.error;
  std::vector<long double> angles(what.rows);
  if (phases == Phases::original) {
    for (double& value : magnitude) value = static_cast<float>(value);
    for (double& value : error) value = static_cast<float>(value);
  }
  double worst = 0.0;
  for (std::size_t k = 0; k < grid.size; k += stride) {
    for (std::size_t i = 0; i < what.rows; ++i) {
      angles[i] = phases == Phases::original
                      ? oracle::original_phase(detections.time[i], grid[k])
                      : oracle::phase(detections.time[i] - detections.time[0], grid[k]);
    }
    const double expected = oracle::power(angles, magnitude, error);
    worst = std::max(worst, std::abs(all[k] - expected));
    double exact;
    const double frequency = grid[k];
    power.at({&frequency, 1}, {&exact, 1});
    REQUIRE(exact == doctest::Approx(expected).epsilon(1e-7).scale(1.0));
  }
  return worst;
}

}  // namespace

TEST_CASE("every fast power agrees with the definition, on every instruction set") {
  constexpr Case kCases[] = {{11, 30.0},   {12, 400.0},   {16, 3.0},     {17, 801.5},
                             {63, 1500.0}, {128, 2999.0}, {300, 1203.3}, {1000, 500.0}};
  for (const Kernels* kernels : supported_kernels()) {
    for (const Case& what : kCases) {
      CAPTURE(kernels->instructions);
      CAPTURE(what.rows);
      CAPTURE(what.span);
      const auto stride = static_cast<std::size_t>(1.0 + what.span * what.rows / 300.0);
      CHECK(worst_error(what, Phases::original, Method::original, *kernels, stride) < 2e-5);
      CHECK(worst_error(what, Phases::exact, Method::nufft, *kernels, stride) < 2e-5);
      if (what.rows > kMostDirectRows) continue;
      CHECK(worst_error(what, Phases::exact, Method::direct, *kernels, stride) < 2e-5);
    }
  }
}

TEST_CASE("powers are the same to the last bit with and without AVX-512") {
  std::vector<const Kernels*> fusing;
  for (const Kernels* kernels : supported_kernels()) {
    if (kernels->instructions != std::string("portable")) fusing.push_back(kernels);
  }
  if (fusing.size() < 2)
    MESSAGE("not compared: this machine has one of the instruction sets alone");
  for (const auto& [rows, span] : {Case{17, 801.5}, Case{100, 90.0}, Case{300, 60.0}}) {
    const UsedDetections detections = nightly(rows, span, 7);
    for (const Method method : {Method::original, Method::direct, Method::nufft}) {
      if (method == Method::direct && rows > kMostDirectRows) continue;
      const Phases phases = method == Method::original ? Phases::original : Phases::exact;
      const Observations observations = observations_of(detections, phases);
      const FrequencyGrid grid(observations.span, phases == Phases::original);
      std::vector<double> frequencies(grid.size);
      for (std::size_t k = 0; k < grid.size; ++k) frequencies[k] = grid[k];
      std::vector<std::vector<float>> fast;
      std::vector<std::vector<double>> exact;
      for (const Kernels* kernels : fusing) {
        const BandPower power(observations.bands.front(), grid, method, *kernels);
        fast.push_back(in_blocks(power, grid));
        exact.emplace_back(grid.size);
        power.at(frequencies, exact.back());
      }
      CAPTURE(rows);
      CAPTURE(static_cast<int>(method));
      for (std::size_t i = 1; i < fusing.size(); ++i) {
        CHECK(fast[i] == fast[0]);
        CHECK(exact[i] == exact[0]);
      }
    }
  }
}
