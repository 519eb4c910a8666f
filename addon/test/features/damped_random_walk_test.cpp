#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "damped_random_walk_likelihood.hpp"
#include "evaluate.hpp"
#include "oracle/gaussian_process.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

constexpr const char* kFamily = "damped random walk";

struct Curve {
  std::vector<double> time, magnitude, error;  // mean magnitude removed

  explicit Curve(std::vector<double> t) : time(std::move(t)) {}
  void remove_mean() {
    double mean = 0.0;
    for (const double m : magnitude) mean += m / static_cast<double>(magnitude.size());
    for (double& m : magnitude) m -= mean;
  }
  double slow(double log_a, double log_c) const {
    return oracle::damped_random_walk(time, magnitude, error, std::exp(log_a), std::exp(log_c));
  }
};

// A walk of variance 0.04 mag^2 and relaxation time `tau` at n irregular times over a year, with
// noise.
Curve walk(std::size_t n, double tau, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  std::vector<double> times(n);
  for (double& t : times) t = 365.0 * uniform(random);
  std::sort(times.begin(), times.end());
  Curve curve(times);
  double state = normal(random);
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) {
      const double decay = std::exp(-(times[i] - times[i - 1]) / tau);
      state = decay * state + std::sqrt(1.0 - decay * decay) * normal(random);
    }
    curve.error.push_back(0.02 + 0.04 * uniform(random));
    curve.magnitude.push_back(0.2 * state + curve.error.back() * normal(random));
  }
  curve.remove_mean();
  return curve;
}

LightCurve in_r(const Curve& curve) {
  LightCurve light_curve = test::only_i();
  for (std::size_t i = 0; i < curve.time.size(); ++i) {
    test::add_row(light_curve, Band::r, 58000.0 + curve.time[i], 17.0 + curve.magnitude[i],
                  curve.error[i]);
  }
  return light_curve;
}

}  // namespace

TEST_CASE("the likelihood of a damped random walk agrees with the dense one") {
  const Curve curve = walk(40, 20.0, 1);
  DampedRandomWalkLikelihood likelihood;
  likelihood.set_data(curve.time, curve.magnitude, curve.error);
  for (const double log_a : {-9.0, -3.0, 0.0, 3.0}) {
    for (const double log_c : {-9.0, -3.0, 0.0, 4.0}) {
      CAPTURE(log_a);
      CAPTURE(log_c);
      const double slow = curve.slow(log_a, log_c);
      CHECK(likelihood.negative_log_likelihood(log_a, log_c) ==
            doctest::Approx(slow).epsilon(1e-9));
      CHECK(likelihood.expand(log_a, log_c).value == doctest::Approx(slow).epsilon(1e-9));
    }
  }
}

TEST_CASE("the derivatives of the likelihood agree with differences") {
  const Curve curve = walk(40, 20.0, 2);
  DampedRandomWalkLikelihood likelihood;
  likelihood.set_data(curve.time, curve.magnitude, curve.error);
  constexpr double h = 1e-4;
  const auto close = [](double analytic, double difference) {
    CHECK(std::abs(analytic - difference) < 1e-5 * (1.0 + std::abs(analytic)));
  };
  for (const double log_a : {-6.0, -3.0, 0.0, 2.0}) {
    for (const double log_c : {-6.0, -3.0, 0.0, 2.0}) {
      CAPTURE(log_a);
      CAPTURE(log_c);
      const Expansion at = likelihood.expand(log_a, log_c);
      const Expansion a_up = likelihood.expand(log_a + h, log_c);
      const Expansion a_down = likelihood.expand(log_a - h, log_c);
      const Expansion c_up = likelihood.expand(log_a, log_c + h);
      const Expansion c_down = likelihood.expand(log_a, log_c - h);
      close(at.gradient[0], (a_up.value - a_down.value) / (2.0 * h));
      close(at.gradient[1], (c_up.value - c_down.value) / (2.0 * h));
      close(at.hessian[0], (a_up.gradient[0] - a_down.gradient[0]) / (2.0 * h));
      close(at.hessian[1], (a_up.gradient[1] - a_down.gradient[1]) / (2.0 * h));
      close(at.hessian[1], (c_up.gradient[0] - c_down.gradient[0]) / (2.0 * h));
      close(at.hessian[2], (c_up.gradient[1] - c_down.gradient[1]) / (2.0 * h));
    }
  }
}

TEST_CASE("no place of a fine grid is likelier than the fitted walk") {
  for (const std::size_t n : {2u, 3u, 7u, 25u, 80u}) {
    for (const double tau : {0.01, 2.0, 30.0, 3000.0}) {
      CAPTURE(n);
      CAPTURE(tau);
      const Curve curve = walk(n, tau, static_cast<unsigned>(n));
      const auto values = test::features(in_r(curve), kFamily);
      const double found =
          curve.slow(std::log(values.at("GP_DRW_sigma_2")), -std::log(values.at("GP_DRW_tau_2")));
      DampedRandomWalkLikelihood likelihood;
      likelihood.set_data(curve.time, curve.magnitude, curve.error);
      for (double log_a = -14.0; log_a < 4.0; log_a += 0.25) {
        for (double log_c = -10.0; log_c < 8.0; log_c += 0.25) {
          if (likelihood.negative_log_likelihood(log_a, log_c) >= found - 1e-4) continue;
          CAPTURE(log_a);
          CAPTURE(log_c);
          CHECK(likelihood.negative_log_likelihood(log_a, log_c) >= found - 1e-4);
        }
      }
    }
  }
}

TEST_CASE("a long walk gives back its variance and relaxation time") {
  const auto values = test::features(in_r(walk(1500, 4.0, 7)), kFamily);
  CHECK(values.at("GP_DRW_sigma_2") == doctest::Approx(0.04).epsilon(0.25));
  CHECK(values.at("GP_DRW_tau_2") == doctest::Approx(4.0).epsilon(0.25));
}

TEST_CASE("a band that does not vary has a walk of no variance") {
  const std::vector<double> constant(20, 17.3);
  std::vector<double> times;
  for (int i = 0; i < 20; ++i) times.push_back(58000.0 + 3.1 * i);
  for (const LightCurve& light_curve :
       {test::in_g(times, constant), test::in_g({58000.0}, {17.3})}) {
    const auto values = test::features(light_curve, kFamily);
    CHECK(values.at("GP_DRW_sigma_1") < 1e-6);
    CHECK(std::isfinite(values.at("GP_DRW_tau_1")));
    CHECK(std::isnan(values.at("GP_DRW_sigma_2")));
  }
}

TEST_CASE("absurd magnitudes give a walk or nothing, and an end") {
  for (const double scale : {1e-300, 1e8, 1e150, 1e300}) {
    CAPTURE(scale);
    const auto values =
        test::features(test::in_g({1.0, 2.0, 1e9, 1.7e308}, {0.0, scale, -scale, scale}), kFamily);
    CHECK(std::isnan(values.at("GP_DRW_sigma_1")) == std::isnan(values.at("GP_DRW_tau_1")));
  }
}
