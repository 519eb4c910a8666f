#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "evaluate.hpp"
#include "flux_curves.hpp"
#include "supernova_templates.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

constexpr const char* kFamily = "template fits";
constexpr std::array<const char*, 4> kClasses = {"SNIa", "SNIbc", "SNII", "SLSN"};

// Template `k` at its own phases from `first` to `last` d, every `days` of the table, its time
// stretched, and in g fainter by `reddening`.
LightCurve observed(std::size_t k, double stretch, double reddening) {
  LightCurve light_curve;
  for (std::size_t i = 10; i <= 40; i += 2) {
    const double phase = kTemplateFirst + kTemplateStep * static_cast<double>(i);
    for (const Band band : {Band::g, Band::r}) {
      const double flux = kSupernovaTemplates[k][FluxCurves::index(band)][i];
      const double mag = 18.0 - 2.5 * std::log10(flux) + (band == Band::g ? reddening : 0.0);
      test::add_row(light_curve, band, 58300.0 + stretch * phase + (band == Band::g ? 0.0 : 1e-6),
                    mag, 0.05);
    }
  }
  return light_curve;
}

}  // namespace

TEST_CASE("a template is recognised, its stretch and its reddening") {
  for (std::size_t k = 0; k < kClasses.size(); ++k) {
    const std::string name = kClasses[k];
    CAPTURE(name);
    const auto plain = test::features(observed(k, 1.0, 0.0), kFamily);
    const auto of = [&](const char* what, const std::string& each) {
      return plain.at(std::string("template_") + what + "_" + each);
    };
    CHECK(of("stretch", name) == 1.0);
    for (const std::string other : kClasses) CHECK(of("cost", name) <= of("cost", other));
    for (const std::string other : {"SNIbc", "SNII", "SLSN"}) {
      CHECK(of("dcost", other) ==
            doctest::Approx((of("cost", other) - of("cost", "SNIa")) * std::sqrt(32.0)));
    }
    const auto long_and_red = test::features(observed(k, 1.25, 0.3), kFamily);
    CHECK(long_and_red.at("template_stretch_" + name) == 1.25);
    CHECK(long_and_red.at("template_g-r_" + name) == doctest::Approx(0.3).epsilon(0.1));
  }
}

TEST_CASE("the cost at the best of a template is that of its definition") {
  // All at the maximum of the template, so that what is left is the spread within the bands.
  LightCurve light_curve;
  for (int row = 0; row < 8; ++row) {
    test::add_row(light_curve, row % 2 == 0 ? Band::g : Band::r, 58300.0 + 1e-6 * row,
                  row < 4 ? 18.0 : 18.2, 0.1);
  }
  const auto values = test::features(light_curve, kFamily);
  const double fainter = std::pow(10.0, -0.4 * 0.2);
  const double error = std::hypot(0.1 * 0.4 * std::log(10.0), 0.06);
  // Of one bright and one faint point half the squared difference over the sum of the variances.
  const double pair = 0.5 * std::pow((1.0 - fainter) / error, 2.0) / (1.0 + fainter * fainter);
  const auto& shape = kSupernovaTemplates[0];
  double least = std::numeric_limits<double>::infinity();
  for (double t0 = -12.0; t0 <= 12.0; t0 += 1.5) {
    for (const double stretch : {0.7, 0.8, 0.9, 1.0, 1.12, 1.25, 1.4, 1.6}) {
      const double place = (-t0 / stretch - kTemplateFirst) / kTemplateStep;
      const auto k = static_cast<std::size_t>(place);
      const double part = place - static_cast<double>(k);
      const auto at = [&](std::size_t b) {
        return shape[b][k] + part * (shape[b][k + 1] - shape[b][k]);
      };
      const double shift = t0 / 6.0, width = std::log(stretch) / 0.25;
      const double colour = std::log(at(0) / at(1)) / 0.35;
      least = std::min(least, 0.5 * (shift * shift + width * width + colour * colour));
    }
  }
  CHECK(values.at("template_cost_SNIa") == doctest::Approx((4.0 * pair + least) / 8.0));
}

TEST_CASE("a limit before the first detection weighs against a slow rise") {
  const LightCurve without = test::supernova(14, 3.0, -4.0);
  LightCurve with = without;
  with.non_detections.mjd = {58300.2 - 7.0, 58300.2 - 7.0};
  with.non_detections.limiting_mag = {21.0, 21.0};
  const auto slow = [](const LightCurve& light_curve) {
    return test::features(light_curve, kFamily).at("template_dcost_SLSN");
  };
  CHECK(slow(with) > slow(without));
}

TEST_CASE("one band has no colour in excess of the template, and total photometry no fit") {
  LightCurve light_curve = observed(0, 1.0, 0.0);
  LightCurve in_g;
  for (std::size_t i = 0; i < light_curve.detections.size(); ++i) {
    if (light_curve.detections.band[i] != Band::g) continue;
    test::add_row(in_g, Band::g, light_curve.detections.mjd[i], light_curve.detections.mag[i]);
  }
  const auto of_one = test::features(in_g, kFamily);
  CHECK(std::isfinite(of_one.at("template_cost_SNIa")));
  CHECK(std::isnan(of_one.at("template_g-r_SNIa")));
  light_curve.photometry = PhotometryKind::total;
  for (const auto& [name, value] : test::features(light_curve, kFamily)) CHECK(std::isnan(value));
}
