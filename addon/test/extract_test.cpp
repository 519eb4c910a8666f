#include "extract.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <thread>
#include <vector>

#include "cancelled.hpp"
#include "evaluate.hpp"
#include "registry.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

std::size_t number_of_features() {
  std::size_t total = 0;
  for (const FeatureFamily* family : feature_families()) total += family->size();
  return total;
}

}  // namespace

TEST_CASE("five used rows are too few, six are enough") {
  LightCurve light_curve = test::sinusoid(3);
  CHECK_FALSE(extract(light_curve, feature_families()).too_few_detections);
  light_curve.detections.rb[2] = 0.1;
  const Extraction extraction = extract(light_curve, feature_families());
  CHECK(extraction.too_few_detections);
  CHECK(extraction.values.empty());
  CHECK(extraction.quality.used == 5);
}

TEST_CASE("the values of the families asked for follow each other") {
  const LightCurve light_curve = test::sinusoid(10);
  const FeatureFamily* const wise = &test::family("WISE colours");
  const FeatureFamily* const iqr = &test::family("interquartile range");
  const FeatureFamily* const first[] = {wise, iqr};
  const FeatureFamily* const second[] = {iqr, wise};
  std::vector<double> values = extract(light_curve, first).values;
  REQUIRE(values.size() == 8);
  std::rotate(values.begin(), values.begin() + 6, values.end());
  CHECK(test::same(values, extract(light_curve, second).values));
  CHECK(extract(light_curve, {}).values.empty());
}

TEST_CASE("each family's time is given") {
  const Extraction extraction = extract(test::sinusoid(10), feature_families());
  CHECK(extraction.values.size() == number_of_features());
  CHECK(extraction.family_nanoseconds.size() == feature_families().size());
}

TEST_CASE("a stopped extraction is cancelled") {
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(extract(test::sinusoid(10), feature_families(), stop.get_token()), Cancelled);
}

TEST_CASE("an extraction is cancelled from another thread while it runs") {
  // Long enough to be still at work when the stop comes.
  const LightCurve light_curve = test::sinusoid(4000);
  std::stop_source stop;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    stop.request_stop();
  });
  CHECK_THROWS_AS(while (true) extract(light_curve, feature_families(), stop.get_token()),
                  Cancelled);
}

TEST_CASE("extractions on eight threads give what one gives alone") {
  std::vector<LightCurve> light_curves;
  std::vector<std::vector<double>> alone;
  for (unsigned k = 0; k < 8; ++k) {
    light_curves.push_back(test::sinusoid(12 + k, 0.61, k));
    alone.push_back(extract(light_curves.back(), feature_families()).values);
  }
  std::vector<std::vector<double>> together(light_curves.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t k = 0; k < light_curves.size(); ++k) {
      threads.emplace_back([&, k] {
        for (int repeat = 0; repeat < 3; ++repeat) {
          together[k] = extract(light_curves[k], feature_families()).values;
        }
      });
    }
  }
  for (std::size_t k = 0; k < light_curves.size(); ++k) CHECK(test::same(alone[k], together[k]));
}

TEST_CASE("no input gives an infinite value or a crash") {
  const double infinity = std::numeric_limits<double>::infinity();
  const double huge = std::numeric_limits<double>::max();
  const double tiny = std::numeric_limits<double>::denorm_min();
  const auto check = [](const LightCurve& light_curve) {
    const Extraction extraction = extract(light_curve, feature_families());
    for (const double value : extraction.values) CHECK_FALSE(std::isinf(value));
  };
  // Every numeric column in turn, every extreme, in one row and in all.
  std::vector<double> Detections::*const columns[] = {&Detections::mjd,
                                                      &Detections::mag,
                                                      &Detections::mag_err,
                                                      &Detections::mag_corr,
                                                      &Detections::mag_err_corr_ext,
                                                      &Detections::is_diff_pos,
                                                      &Detections::rb,
                                                      &Detections::ra,
                                                      &Detections::dec,
                                                      &Detections::sgscore1};
  const LightCurve good = test::sinusoid(12);
  for (std::size_t c = 0; c < std::size(columns); ++c) {
    for (const double extreme : {infinity, -infinity, kMissing, huge, -huge, 1e300, -1e300, 1e12,
                                 -1e12, 0.0, -1.0, tiny, 1e-300, 0.999}) {
      CAPTURE(c);
      CAPTURE(extreme);
      LightCurve light_curve = good;
      (light_curve.detections.*columns[c])[5] = extreme;
      check(light_curve);
      std::ranges::fill(light_curve.detections.*columns[c], extreme);
      check(light_curve);
    }
  }
}

TEST_CASE("a brightest detection whose magnitude as received has no error does no harm") {
  LightCurve light_curve = test::sinusoid(12);
  Detections& rows = light_curve.detections;
  rows.mag[0] = 10.0;
  rows.mag_err[0] = 0.0;
  std::ranges::fill(rows.is_diff_pos, 1.0);
  for (std::size_t row = 1; row < rows.size(); ++row) rows.mjd[row] += 200.0;
  for (const double value : extract(light_curve, feature_families()).values) {
    CHECK_FALSE(std::isinf(value));
  }
}
