#include "two_band_gaussian_process.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "cancelled.hpp"
#include "oracle/dense_two_band_process.hpp"

using namespace larch;

namespace {

// `n` points of a bump of 25 d, the share `in_g` of them in g, over `span` days.
std::vector<TwoBandPoint> bump(std::size_t n, double in_g, double span, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  std::vector<TwoBandPoint> points;
  for (std::size_t i = 0; i < n; ++i) {
    const double time = span * (uniform(random) - 0.4);
    const double error = 0.02 + 0.1 * uniform(random);
    const double flux = std::exp(-0.5 * (time / 25.0) * (time / 25.0)) + error * normal(random);
    points.push_back({time, uniform(random) < in_g ? Band::g : Band::r, flux, error * error});
  }
  std::ranges::sort(points, {}, &TwoBandPoint::time);
  return points;
}

}  // namespace

TEST_CASE("the likelihood of a two-band process agrees with the dense one") {
  for (const std::size_t n : {1u, 2u, 30u, 250u}) {
    for (const double length : {2.0, 8.0, 60.0}) {
      for (const double coupling : {0.0, 0.75, 0.99}) {
        CAPTURE(n);
        CAPTURE(length);
        CAPTURE(coupling);
        const TwoBandKernel kernel{0.6, length, coupling};
        const std::vector<TwoBandPoint> points = bump(n, 0.4, 200.0, static_cast<unsigned>(n));
        const double dense = oracle::DenseTwoBandProcess(points, kernel).log_likelihood();
        CHECK(std::abs(log_likelihood({}, points, kernel) - dense) <
              1e-8 * std::max(1.0, std::abs(dense)));
      }
    }
  }
}

TEST_CASE("mean and deviation of a two-band process agree with the dense ones") {
  for (const std::size_t n : {1u, 12u, 250u}) {
    for (const double length : {2.0, 8.0, 60.0}) {
      for (const double in_g : {0.0, 0.5}) {
        CAPTURE(n);
        CAPTURE(length);
        CAPTURE(in_g);
        const TwoBandKernel kernel{0.6, length, 0.75};
        const std::vector<TwoBandPoint> points = bump(n, in_g, 150.0, static_cast<unsigned>(n));
        const oracle::DenseTwoBandProcess dense(points, kernel);
        const TwoBandPosterior fast = posterior({}, points, kernel, -100.0, 0.5, 401);
        REQUIRE(fast.size() == 401);
        double worst = 0.0;
        for (std::size_t k = 0; k < fast.size(); k += 7) {
          for (const Band band : {Band::g, Band::r}) {
            const std::size_t b = band == Band::g ? 0 : 1;
            const double time = -100.0 + 0.5 * static_cast<double>(k);
            worst = std::max({worst, std::abs(fast.mean[b][k] - dense.mean(time, band)),
                              std::abs(fast.deviation[b][k] - dense.deviation(time, band))});
          }
        }
        CHECK(worst < 1e-8);
      }
    }
  }
}

TEST_CASE("a time of the grid may be that of a point, and points may share a time") {
  const std::vector<TwoBandPoint> points{{0.0, Band::g, 1.0, 0.01},
                                         {0.0, Band::r, 0.5, 0.01},
                                         {0.0, Band::r, 0.7, 0.04},
                                         {10.0, Band::g, 0.2, 0.01}};
  const TwoBandKernel kernel{0.6, 15.0, 0.75};
  const oracle::DenseTwoBandProcess dense(points, kernel);
  const TwoBandPosterior fast = posterior({}, points, kernel, -10.0, 10.0, 4);
  CHECK(log_likelihood({}, points, kernel) ==
        doctest::Approx(dense.log_likelihood()).epsilon(1e-10));
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(fast.mean[0][k] == doctest::Approx(dense.mean(fast.time(k), Band::g)).epsilon(1e-10));
    CHECK(fast.deviation[1][k] ==
          doctest::Approx(dense.deviation(fast.time(k), Band::r)).epsilon(1e-10));
  }
}

TEST_CASE("far from all points the process is what it was before them") {
  const TwoBandPosterior fast =
      posterior({}, bump(20, 0.5, 50.0, 1), {0.6, 8.0, 0.75}, -5000.0, 10000.0, 2);
  for (const std::size_t k : {0u, 1u}) {
    CHECK(std::abs(fast.mean[0][k]) < 1e-12);
    CHECK(fast.deviation[1][k] == doctest::Approx(0.6));
  }
}

TEST_CASE("a stopped process is cancelled") {
  std::stop_source stop;
  stop.request_stop();
  const std::vector<TwoBandPoint> points = bump(5, 0.5, 50.0, 1);
  CHECK_THROWS_AS(log_likelihood(stop.get_token(), points, {0.6, 8.0, 0.75}), Cancelled);
  CHECK_THROWS_AS(posterior(stop.get_token(), points, {0.6, 8.0, 0.75}, 0.0, 1.0, 5), Cancelled);
}
