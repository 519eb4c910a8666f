#include "flux_curves.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "nightly_magnitudes.hpp"
#include "sample.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

constexpr double kErrorOfFlux = 0.4 * 2.302585092994046;  // sigma_f/f over the error in mag

FluxCurves curves_of(const LightCurve& light_curve) {
  Sample sample(light_curve, preprocess(light_curve));
  return flux_curves(sample);
}

// Two rows of one night in g, 1.0857 mag apart: fluxes 1 and 1/e of the brightest; one row in r.
LightCurve three_rows() {
  LightCurve light_curve;
  test::add_row(light_curve, Band::g, 58000.25, 18.0, 0.1);
  test::add_row(light_curve, Band::g, 58000.5, 18.0 + 2.5 * std::log10(std::exp(1.0)), 0.1);
  test::add_row(light_curve, Band::r, 58010.5, 19.0, 0.2);
  return light_curve;
}

}  // namespace

TEST_CASE("fluxes and times are counted from the brightest detection") {
  const FluxCurves curves = curves_of(three_rows());
  CHECK(curves.outburst);
  CHECK(curves.peak_time == 58000.25);
  CHECK(curves.peak_magnitude == 18.0);
  const FluxSeries& g = curves.detections_in(Band::g);
  REQUIRE(g.size() == 2);
  CHECK(g.flux[0] == 1.0);
  CHECK(g.flux[1] == doctest::Approx(std::exp(-1.0)));
  CHECK(g.error[0] == doctest::Approx(0.1 * kErrorOfFlux));
  CHECK(g.error[1] == doctest::Approx(0.1 * kErrorOfFlux * std::exp(-1.0)));
  const FluxSeries& r = curves.detections_in(Band::r);
  REQUIRE(r.size() == 1);
  CHECK(r.time[0] == 10.25);
  CHECK(r.flux[0] == doctest::Approx(std::pow(10.0, -0.4)));
}

TEST_CASE("the detections of a band and a night are averaged with inverse variances") {
  const FluxCurves curves = curves_of(three_rows());
  const FluxSeries& g = curves.nights_in(Band::g);
  REQUIRE(g.size() == 1);
  // Errors as 1 : 1/e, so weights as 1 : e^2.
  const double e = std::exp(1.0);
  const double weights = 1.0 + e * e;
  CHECK(g.flux[0] == doctest::Approx((1.0 + e) / weights));
  CHECK(g.time[0] == doctest::Approx(0.25 * e * e / weights));
  CHECK(g.error[0] == doctest::Approx(0.1 * kErrorOfFlux / std::sqrt(weights)));
}

TEST_CASE("a detection below the reference image has a negative flux and is no peak") {
  LightCurve light_curve = three_rows();
  light_curve.detections.is_diff_pos = {-1.0, 1.0, 1.0};
  const FluxCurves curves = curves_of(light_curve);
  CHECK(curves.peak_time == 58010.5);
  CHECK(curves.detections_in(Band::g).flux[0] == doctest::Approx(-std::pow(10.0, 0.4)));
  CHECK(nightly_magnitudes(curves, Band::r).size() == 1);
}

TEST_CASE("an object that is never brighter than its reference has no outburst") {
  LightCurve light_curve = three_rows();
  light_curve.detections.is_diff_pos = {-1.0, -1.0, -1.0};
  const FluxCurves curves = curves_of(light_curve);
  CHECK_FALSE(curves.outburst);
  CHECK(curves.detections_in(Band::g).size() == 0);
}

TEST_CASE("total photometry has no outburst, and its fluxes are positive") {
  LightCurve light_curve = three_rows();
  light_curve.photometry = PhotometryKind::total;
  light_curve.detections.is_diff_pos = {-1.0, -1.0, -1.0};
  const FluxCurves curves = curves_of(light_curve);
  CHECK_FALSE(curves.outburst);
  CHECK(curves.peak_time == 58000.25);
  CHECK(curves.detections_in(Band::r).flux[0] > 0.0);
}

TEST_CASE("nightly magnitudes are interpolated inside their range alone") {
  const NightlyMagnitudes nights{{0.0, 10.0, 30.0}, {18.0, 19.0, 21.0}};
  CHECK(nights.at(0.0) == 18.0);
  CHECK(nights.at(5.0) == 18.5);
  CHECK(nights.at(30.0) == 21.0);
  CHECK(std::isnan(nights.at(-0.1)));
  CHECK(std::isnan(nights.at(30.1)));
  CHECK(nights.brightest() == 0);
  CHECK(nights.between(5.0, 30.0).slope() == doctest::Approx(0.1));
  CHECK(std::isnan(nights.between(1.0, 10.0).slope()));
  CHECK(nights.between(20.0, 5.0).size() == 0);
}
