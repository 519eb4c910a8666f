#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "evaluate.hpp"
#include "oracle/gaussian_process.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

constexpr const char* kFamily = "continuous autoregressive process";
constexpr double kError = 0.05;

// A process of tau = 3 d and sigma = 0.2 mag d^-1/2 around 17.3 mag.
std::pair<std::vector<double>, std::vector<double>> process(std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  const double deviation = 0.2 * std::sqrt(3.0 / 2.0);
  std::vector<double> times, magnitudes;
  double time = 58000.0;
  double state = deviation * normal(random);
  for (std::size_t i = 0; i < n; ++i) {
    const double gap = 0.2 + 2.0 * uniform(random);
    const double decay = std::exp(-gap / 3.0);
    time += gap;
    state = decay * state + deviation * std::sqrt(1.0 - decay * decay) * normal(random);
    times.push_back(time);
    magnitudes.push_back(17.3 + state + kError * normal(random));
  }
  return {times, magnitudes};
}

}  // namespace

TEST_CASE("a long autoregressive process gives back its parameters") {
  const auto [times, magnitudes] = process(1500, 5);
  const auto values = test::features(test::in_g(times, magnitudes, kError), kFamily);
  CHECK(values.at("CAR_sigma_1") == doctest::Approx(0.2).epsilon(0.2));
  CHECK(values.at("CAR_tau_1") == doctest::Approx(3.0).epsilon(0.3));
  CHECK(values.at("CAR_mean_1") * values.at("CAR_tau_1") == doctest::Approx(17.3).epsilon(0.01));
}

TEST_CASE("no place of a grid makes the points after the first likelier") {
  const auto [times, magnitudes] = process(30, 8);
  const auto values = test::features(test::in_g(times, magnitudes, kError), kFamily);
  std::vector<double> deviations = magnitudes;
  double mean = 0.0;
  for (const double m : magnitudes) mean += m / 30.0;
  for (double& m : deviations) m -= mean;
  const std::vector<double> errors(30, kError);
  const auto conditional = [&](double sigma, double tau) {
    const double variance = 0.5 * tau * sigma * sigma;
    return oracle::damped_random_walk(times, deviations, errors, variance, 1.0 / tau) -
           oracle::damped_random_walk({times[0]}, {deviations[0]}, {kError}, variance, 1.0 / tau);
  };
  const double found = conditional(values.at("CAR_sigma_1"), values.at("CAR_tau_1"));
  for (double log_sigma = -6.0; log_sigma < 3.0; log_sigma += 0.25) {
    for (double log_tau = -5.0; log_tau < 8.0; log_tau += 0.25) {
      CAPTURE(log_sigma);
      CAPTURE(log_tau);
      CHECK(conditional(std::exp(log_sigma), std::exp(log_tau)) >= found - 1e-6);
    }
  }
}
