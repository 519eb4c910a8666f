// Features of the two-band Gaussian process against those read off the dense posterior.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "evaluate.hpp"
#include "oracle/dense_two_band_process.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

// The detections and limits of a light curve without negative rows, as the definition has them, in
// units of the brightest flux and in days from it.
std::vector<TwoBandPoint> points_of(const LightCurve& light_curve, double& peak, double& peak_mag) {
  const Detections& rows = light_curve.detections;
  const auto brightest = std::ranges::min_element(rows.mag) - rows.mag.begin();
  peak = rows.mjd[brightest];
  peak_mag = rows.mag[brightest];
  const double first = std::ranges::min(rows.mjd);
  std::vector<TwoBandPoint> points;
  for (std::size_t i = 0; i < light_curve.non_detections.size(); ++i) {
    const double mjd = light_curve.non_detections.mjd[i];
    if (mjd < first - 30.0 || mjd >= first) continue;
    const double flux =
        std::pow(10.0, -0.4 * (light_curve.non_detections.limiting_mag[i] - peak_mag));
    points.push_back({mjd - peak, light_curve.non_detections.band[i], 0.0, flux * flux / 9.0});
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double flux = std::pow(10.0, -0.4 * (rows.mag[i] - peak_mag));
    const double error = 0.4 * std::log(10.0) * flux * rows.mag_err[i];
    if (std::abs(rows.mjd[i] - peak - 50.0) > 200.0) continue;
    points.push_back(
        {rows.mjd[i] - peak, rows.band[i], flux, error * error + 0.0004 * flux * flux});
  }
  return points;
}

}  // namespace

TEST_CASE("the features of the two-band Gaussian process are those of the dense one") {
  for (const double days : {2.0, 5.0, 11.0}) {
    CAPTURE(days);
    const LightCurve light_curve = test::supernova(14, days, -16.0);
    double peak = 0.0, peak_mag = 0.0;
    const std::vector<TwoBandPoint> points = points_of(light_curve, peak, peak_mag);
    double length = 0.0, likelihood = -std::numeric_limits<double>::infinity();
    for (const double each : {8.0, 15.0, 30.0, 60.0}) {
      const double value = oracle::DenseTwoBandProcess(points, {0.6, each, 0.75}).log_likelihood();
      if (value > likelihood) {
        likelihood = value;
        length = each;
      }
    }
    const oracle::DenseTwoBandProcess dense(points, {0.6, length, 0.75});
    const auto colours = test::features(light_curve, "Gaussian process colours");
    CHECK(colours.at("GP_length") == length);

    const double first = points.front().time - 5.0;
    const double last = std::min(points.back().time + 5.0, 150.0);
    const auto brightest = [&](auto flux) {
      double best = first;
      for (double t = first; t <= last; t += 0.5) best = flux(t) > flux(best) ? t : best;
      return best;
    };
    const double of_sum =
        brightest([&](double t) { return dense.mean(t, Band::g) + dense.mean(t, Band::r); });
    for (const int day : {-10, 0, 15, 30}) {
      CAPTURE(day);
      const double t = of_sum + day;
      const double g = dense.mean(t, Band::g), r = dense.mean(t, Band::r);
      const bool is_known = t >= first && t <= last && dense.deviation(t, Band::g) < 0.5 * g &&
                            dense.deviation(t, Band::r) < 0.5 * r;
      const double colour = colours.at("GP_g-r_" + std::to_string(day));
      CHECK(std::isnan(colour) == !is_known);
      if (is_known) CHECK(colour == doctest::Approx(-2.5 * std::log10(g / r)).epsilon(1e-8));
    }

    const auto shape = test::features(light_curve, "Gaussian process light curve");
    for (const Band band : {Band::g, Band::r}) {
      const std::string suffix = band == Band::g ? "_1" : "_2";
      const auto flux = [&](double t) { return dense.mean(t, band); };
      const double at = brightest(flux);
      CHECK(shape.at("GP_t_max" + suffix) == doctest::Approx(at));
      CHECK(shape.at("GP_mag_max" + suffix) ==
            doctest::Approx(peak_mag - 2.5 * std::log10(flux(at))).epsilon(1e-9));
      double half = at;
      while (half <= last && flux(half) > 0.5 * flux(at)) half += 0.5;
      const double fall = shape.at("GP_fall_50" + suffix);
      if (half > last) {
        CHECK(std::isnan(fall));
      } else {
        CHECK(fall <= half - at);
        CHECK(fall >= half - at - 0.5);
      }
      const double later = shape.at("GP_dmag_15" + suffix);
      if (!std::isnan(later)) {
        CHECK(later ==
              doctest::Approx(-2.5 * std::log10(flux(at + 15.0) / flux(at))).epsilon(1e-8));
      }
    }
  }
}

TEST_CASE("a limit shortly before the first detection makes the rise steeper") {
  const LightCurve without = test::supernova(14, 3.0, -4.0);
  LightCurve with = without;
  with.non_detections.mjd = {58300.2 - 7.0, 58300.2 - 7.0};
  with.non_detections.limiting_mag = {21.0, 21.0};
  constexpr const char* kFamily = "Gaussian process light curve";
  const double steep = test::features(with, kFamily).at("GP_rise_25_1");
  const double shallow = test::features(without, kFamily).at("GP_rise_25_1");
  CHECK((std::isnan(shallow) || steep < shallow));
  CHECK(std::isfinite(steep));
}
