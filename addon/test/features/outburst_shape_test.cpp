// Hand values of the features that are read off nightly magnitudes and fluxes.
#include <doctest/doctest.h>

#include <cmath>

#include "evaluate.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

// Nights in g of a triangle of flux in units of that of magnitude 18, at the days 0, 10, ..., 50 of
// MJD 58000.5 on; the row in r of each follows within the hour and is 0.3 mag brighter, and 0.01
// mag a night redder.
LightCurve triangle() {
  constexpr double kFluxes[] = {0.2, 0.6, 1.0, 0.7, 0.4, 0.1};
  LightCurve light_curve;
  for (int night = 0; night < 6; ++night) {
    const double mjd = 58000.5 + 10.0 * night;
    const double mag = 18.0 - 2.5 * std::log10(kFluxes[night]);
    test::add_row(light_curve, Band::g, mjd, mag, 0.1);
    test::add_row(light_curve, Band::r, mjd + 0.03125, mag - 0.3 - 0.01 * night, 0.2);
  }
  light_curve.non_detections = {
      {57990.5, 57995.5, 58020.5}, {Band::g, Band::r, Band::r}, {20.0, 21.0, 19.0}};
  return light_curve;
}

double magnitudes(double flux_ratio) { return -2.5 * std::log10(flux_ratio); }

}  // namespace

TEST_CASE("widths, rise and fall of a triangle of flux") {
  const auto values = test::features(triangle(), "peak and widths");
  CHECK(values.at("peak_mag_1") == doctest::Approx(18.0));
  CHECK(values.at("peak_rise_50_1") == doctest::Approx(12.5));
  CHECK(values.at("peak_fall_50_1") == doctest::Approx(10.0 + 10.0 * 2.0 / 3.0));
  CHECK(values.at("peak_width_50_1") == doctest::Approx(12.5 + 50.0 / 3.0));
  CHECK(values.at("peak_width_75_1") == doctest::Approx(6.25 + 25.0 / 3.0));
  CHECK(values.at("peak_fraction_50_1") == doctest::Approx(0.5));
  // sum f t/sum f - 20 and the second moment of the six fluxes.
  const double centroid = (6.0 + 20.0 + 21.0 + 16.0 + 5.0) / 3.0;
  const double square = (60.0 + 400.0 + 630.0 + 640.0 + 250.0) / 3.0;
  CHECK(values.at("flux_centroid_1") == doctest::Approx(centroid - 20.0));
  CHECK(values.at("flux_width_1") == doctest::Approx(std::sqrt(square - centroid * centroid)));
}

TEST_CASE("decline and rise are read off the nights by interpolation") {
  const auto values = test::features(triangle(), "decline");
  CHECK(values.at("dmag_-10_1") == doctest::Approx(magnitudes(0.6)));
  CHECK(values.at("dmag_-5_1") == doctest::Approx(0.5 * magnitudes(0.6)));
  CHECK(values.at("dmag_10_1") == doctest::Approx(magnitudes(0.7)));
  CHECK(values.at("dmag_15_1") == doctest::Approx(0.5 * (magnitudes(0.7) + magnitudes(0.4))));
  CHECK(values.at("dmag_30_1") == doctest::Approx(magnitudes(0.1)));
  CHECK(std::isnan(values.at("dmag_45_1")));
  // Lines through 0, 10, 20 d and so on.
  CHECK(values.at("decline_slope_early_1") == doctest::Approx(magnitudes(0.4) / 20.0));
  CHECK(values.at("rise_slope_1") == doctest::Approx(-magnitudes(0.2) / 20.0));
  CHECK(std::isnan(values.at("decline_slope_late_1")));
  // Second difference of the three nights after the peak.
  CHECK(values.at("decline_curvature_1") ==
        doctest::Approx((magnitudes(0.7) - 2.0 * magnitudes(0.4) + magnitudes(0.1)) / 100.0));
  CHECK(std::isnan(values.at("decline_scatter_1")));
}

TEST_CASE("a parabola has no scatter, and one night off it has") {
  LightCurve light_curve = test::only_i();
  for (const double t : {0.0, 10.0, 20.0, 30.0, 40.0}) {
    test::add_row(light_curve, Band::g, 58000.5 + t, 18.0 + 0.001 * t * t, 0.1);
  }
  const auto exact = test::features(light_curve, "decline");
  CHECK(exact.at("decline_curvature_1") == doctest::Approx(0.002));
  CHECK(exact.at("decline_scatter_1") < 1e-9);
  light_curve.detections.mag.back() += 0.2;
  // A third difference of 0.2 over its norm sqrt(1 + 9 + 9 + 1), one degree of freedom.
  CHECK(test::features(light_curve, "decline").at("decline_scatter_1") ==
        doctest::Approx(0.2 / std::sqrt(20.0)));
}

TEST_CASE("colours of nights with both bands") {
  const auto values = test::features(triangle(), "same-night colours");
  CHECK(values.at("night_g-r_n") == 6.0);
  CHECK(values.at("night_g-r_first") == doctest::Approx(0.30));
  CHECK(values.at("night_g-r_last") == doctest::Approx(0.35));
  CHECK(values.at("night_g-r_median") == doctest::Approx(0.325));
  CHECK(values.at("night_g-r_min") == doctest::Approx(0.30));
  CHECK(values.at("night_g-r_max") == doctest::Approx(0.35));
  CHECK(values.at("night_g-r_peak") == doctest::Approx(0.32));
  CHECK(values.at("night_g-r_slope") == doctest::Approx(0.001));
  CHECK(values.at("night_g-r_slope_peak") == doctest::Approx(0.001));
  CHECK(values.at("night_g-r_10") == doctest::Approx(0.33).epsilon(1e-3));
  CHECK(std::isnan(values.at("night_g-r_50")));
  CHECK(values.at("night_g-r_t_peak") == -0.03125);
  CHECK(values.at("night_g-r_peaks") == doctest::Approx(0.32));
}

TEST_CASE("rows of two bands further apart than 1.6 d make no colour") {
  LightCurve light_curve;
  for (int k = 0; k < 6; ++k) {
    test::add_row(light_curve, k % 2 == 0 ? Band::g : Band::r, 58000.5 + 1.7 * k, 18.0 + 0.1 * k);
  }
  const auto values = test::features(light_curve, "same-night colours");
  CHECK(values.at("night_g-r_n") == 0.0);
  CHECK(std::isnan(values.at("night_g-r_first")));
  CHECK(std::isfinite(values.at("night_g-r_t_peak")));
}

TEST_CASE("the rise from the last limit, and the sampling") {
  const auto values = test::features(triangle(), "rise and limits");
  CHECK(values.at("n_nights") == 6.0);
  CHECK(values.at("span") == 50.03125);
  CHECK(values.at("median_gap") == 10.0);
  CHECK(values.at("median_error") == doctest::Approx(0.15));
  CHECK(values.at("best_snr") == doctest::Approx(2.5 / std::log(10.0) / 0.1));
  // The brightest is the third row of r.
  CHECK(values.at("n_before_peak") == 5.0);
  CHECK(values.at("limit_to_first") == 5.0);
  CHECK(values.at("limit_to_peak") == 25.03125);
  CHECK(values.at("first_to_peak") == 20.03125);
  CHECK(values.at("peak_to_last") == 30.0);
  CHECK(values.at("limit_dmag") == doctest::Approx(18.0 + magnitudes(0.2) - 21.0));
  CHECK(values.at("limit_slope") == doctest::Approx(values.at("limit_dmag") / 5.0));
  CHECK(values.at("limit_depth") == doctest::Approx(20.9));
}

TEST_CASE("total photometry keeps its colours and its sampling, and has no peak") {
  LightCurve light_curve = triangle();
  light_curve.photometry = PhotometryKind::total;
  const auto colours = test::features(light_curve, "same-night colours");
  CHECK(colours.at("night_g-r_median") == doctest::Approx(0.325));
  CHECK(std::isnan(colours.at("night_g-r_peak")));
  CHECK(std::isnan(colours.at("night_g-r_t_peak")));
  const auto rise = test::features(light_curve, "rise and limits");
  CHECK(rise.at("span") == 50.03125);
  CHECK(std::isnan(rise.at("first_to_peak")));
  for (const char* family :
       {"decline", "peak and widths", "Gaussian process colours", "Gaussian process light curve"}) {
    for (const auto& [name, value] : test::features(light_curve, family)) {
      CAPTURE(name);
      CHECK(std::isnan(value));
    }
  }
}
