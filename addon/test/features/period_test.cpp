#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "evaluate.hpp"
#include "extract.hpp"
#include "synthetic.hpp"

using namespace larch;

TEST_CASE("the period of a sinusoid stands out in both bands and in all") {
  const auto values = test::features(test::sinusoid(60, 0.61), "period");
  CHECK(values.at("Multiband_period") == doctest::Approx(0.61).epsilon(1e-3));
  CHECK(values.at("Period_band_1") == doctest::Approx(0.61).epsilon(1e-3));
  CHECK(values.at("Period_band_2") == doctest::Approx(0.61).epsilon(1e-3));
  for (const char* band : {"1", "2"}) {
    CHECK(values.at(std::string("delta_period_") + band) ==
          doctest::Approx(std::abs(values.at("Multiband_period") -
                                   values.at(std::string("Period_band_") + band))));
  }
}

TEST_CASE("the predominance of a period is larger for a star than for noise") {
  LightCurve noise = test::sinusoid(60);
  std::vector<double>& magnitudes = noise.detections.mag_corr;
  for (std::size_t i = 0; i < magnitudes.size(); ++i) {
    magnitudes[i] = 17.0 + std::fmod(7919.0 * static_cast<double>(i * i + 1), 1.3);
  }
  const double clear = test::features(test::sinusoid(60), "period").at("PPE");
  const double unclear = test::features(noise, "period").at("PPE");
  CHECK(unclear > 0.0);
  CHECK(unclear < 0.1);
  CHECK(clear > 2.0 * unclear);
  CHECK(clear < 1.0);
}

TEST_CASE("the power rates of a sinusoid are small, at half its period large where minima differ") {
  for (const auto& [name, value] : test::features(test::sinusoid(100), "power rates")) {
    CAPTURE(name);
    CHECK(value >= 0.0);
    CHECK(value < 0.2);
  }
  // cos^2 of two amplitudes: the fundamental beside its first overtone.
  LightCurve two = test::sinusoid(100);
  Detections& rows = two.detections;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double phase = 2.0 * 3.14159265358979 * rows.mjd[i] / 0.61;
    rows.mag_corr[i] = 17.0 + 0.4 * std::sin(phase) + 0.25 * std::sin(2.0 * phase);
    rows.mag_err_corr_ext[i] = 0.03;
  }
  const auto values = test::features(two, "power rates");
  CHECK(values.at("Power_rate_1/2") > 0.05);
  CHECK(values.at("Power_rate_1/2") > 3.0 * values.at("Power_rate_1/3"));
}

TEST_CASE("bands of ten rows have no period, and nothing that needs one") {
  const LightCurve light_curve = test::sinusoid(10);
  for (const char* family : {"period", "power rates", "harmonics"}) {
    for (const auto& [name, value] : test::features(light_curve, family)) {
      CAPTURE(name);
      CHECK(std::isnan(value));
    }
  }
}

TEST_CASE("the original's phases are an option") {
  LightCurve light_curve = test::sinusoid(60, 0.0523);
  const FeatureFamily* const families[] = {&test::family("period")};
  const double exact = extract(light_curve, families).values[0];
  const double compat = extract(light_curve, families, {}, {.compat = true}).values[0];
  CHECK(exact != compat);
  CHECK(exact == doctest::Approx(0.0523).epsilon(1e-3));
  for (double& mjd : light_curve.detections.mjd) mjd += 1.0 / 3.0;
  CHECK(extract(light_curve, families).values[0] == doctest::Approx(exact).epsilon(1e-9));
}
