#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <string>

#include "evaluate.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;

// Two harmonics at the period that the search finds in a sinusoid, without noise.
LightCurve two_harmonics(std::size_t points_per_band) {
  LightCurve light_curve = test::sinusoid(points_per_band);
  const double period = test::features(light_curve, "period").at("Multiband_period");
  Detections& rows = light_curve.detections;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double phase = kTurn * rows.mjd[i] / period;
    rows.mag_corr[i] = 17.0 + 0.4 * std::cos(phase - 0.7) + 0.1 * std::cos(2.0 * phase - 2.9);
  }
  return light_curve;
}

}  // namespace

TEST_CASE("amplitudes and phases of a series are those that made it") {
  const LightCurve light_curve = two_harmonics(80);
  const double period = test::features(light_curve, "period").at("Multiband_period");
  const auto values = test::features(light_curve, "harmonics");
  // The period is that of another light curve within the refined grid; over the span the phase
  // drifts accordingly.
  CHECK(period == doctest::Approx(0.61).epsilon(1e-3));
  for (const std::string band : {"_1", "_2"}) {
    CHECK(values.at("Harmonics_mag_1" + band) == doctest::Approx(0.4).epsilon(0.02));
    CHECK(values.at("Harmonics_mag_2" + band) == doctest::Approx(0.1).epsilon(0.05));
    CHECK(values.at("Harmonics_mag_5" + band) < 0.02);
    CHECK(values.at("Harmonics_phase_2" + band) == doctest::Approx(2.9 - 1.4).epsilon(0.1));
    CHECK(values.at("Harmonics_mse" + band) < 1e-3);
  }
}

TEST_CASE("fewer rows than terms are met exactly, without a chi") {
  const auto values = test::features(test::sinusoid(12), "harmonics");
  for (const std::string band : {"_1", "_2"}) {
    CHECK(values.at("Harmonics_mse" + band) < 1e-15);
    CHECK(std::isnan(values.at("Harmonics_chi" + band)));
  }
}

TEST_CASE("fifteen rows have no chi, sixteen have") {
  CHECK(std::isnan(test::features(test::sinusoid(15), "harmonics").at("Harmonics_chi_1")));
  CHECK(test::features(test::sinusoid(16), "harmonics").at("Harmonics_chi_1") >= 0.0);
}

TEST_CASE("rows of one phase leave amplitudes without meaning, but a fit no worse than the mean") {
  LightCurve light_curve = test::sinusoid(60);
  Detections& rows = light_curve.detections;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows.band[i] == Band::r) rows.mjd[i] = 58000.5 + 1e-10 * static_cast<double>(i);
  }
  const auto values = test::features(light_curve, "harmonics");
  CHECK(std::isfinite(values.at("Harmonics_mag_1_2")));
  const double deviation = test::features(light_curve, "Turbo-FATS").at("Std_2");
  CHECK(values.at("Harmonics_mse_2") < deviation * deviation * 1.001);
}
