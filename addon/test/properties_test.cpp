// What must not matter, and what must change in a known way, put to the whole extraction with exact
// phases. The order of the rows is in registry_test.cpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evaluate.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

using Features = std::map<std::string, double>;

Features all_features(const LightCurve& light_curve) {
  const Extraction extraction = extract(light_curve, feature_families());
  Features features;
  std::size_t k = 0;
  for (const FeatureFamily* family : feature_families()) {
    for (const FeatureInfo& info : features_of(*family)) {
      features[info.name] = extraction.values[k++];
    }
  }
  return features;
}

// Short and long enough for the direct sums and the FFT of the period search, and for harmonics
// that are well determined; and an outburst. All times are sums of powers of two.
std::vector<LightCurve> samples() {
  LightCurve supernova = test::supernova(25, 3.0, -12.0);
  for (auto* times : {&supernova.detections.mjd, &supernova.non_detections.mjd}) {
    for (double& mjd : *times) mjd = std::round(mjd * 1024.0) / 1024.0;
  }
  return {test::sinusoid(25, 0.61, 1), test::sinusoid(40, 0.61, 2), test::sinusoid(60, 7.3, 3),
          test::sinusoid(90, 120.0, 4), supernova};
}

// What becomes of the features whose names begin so; the first rule that fits counts, and without
// one a feature stays the same to the bit.
struct Rule {
  std::string_view name;
  enum Becomes { same, shifted, other } becomes;
  double tolerance = 0.0;  // relative to the value, or to 1e-3 where that is larger
};

void check(const Features& before, const Features& after, std::span<const Rule> rules = {},
           double shift = 0.0) {
  for (const auto& [name, value] : before) {
    CAPTURE(name);
    const auto found =
        std::ranges::find_if(rules, [&](const Rule& r) { return name.starts_with(r.name); });
    const Rule rule = found == rules.end() ? Rule{name, Rule::same} : *found;
    if (rule.becomes == Rule::other) continue;
    const double expected = rule.becomes == Rule::shifted ? value + shift : value;
    const double actual = after.at(name);
    CAPTURE(expected);
    CAPTURE(actual);
    if (std::isnan(expected)) {
      CHECK(std::isnan(actual));
    } else {
      CHECK(std::abs(actual - expected) <= rule.tolerance * std::max(std::abs(expected), 1e-3));
    }
  }
}

// The feature of the other band, for a feature of one band; the feature itself for all others.
std::string other_band(const std::string& name) {
  if (name.starts_with("g-W")) return "r" + name.substr(1);
  if (name.starts_with("r-W")) return "g" + name.substr(1);
  if (name.starts_with("Power_rate_")) return name;  // the factor of the period, not a band
  const std::string stem = name.substr(0, name.size() - 1);
  if (name.ends_with("_1")) return stem + "2";
  if (name.ends_with("_2")) return stem + "1";
  return name;
}

// g-r, at whatever time, and its changes.
bool is_colour(const std::string& name) {
  return name.find("g-r") != std::string::npos && name != "night_g-r_n";
}

}  // namespace

TEST_CASE("no feature depends on when time starts, but the fold's first point and the times") {
  // The sums are exact, in the original's single precision too.
  constexpr double kDays = 1234.0;
  static constexpr Rule kRules[] = {
      {"last_mjd_before_fid", Rule::shifted},
      // The light curve is folded from MJD 0 on and not closed: another pair of neighbours is left
      // out, and the running sum starts elsewhere, whose range is the same but for rounding.
      {"Psi_eta", Rule::other},
      {"Psi_CS", Rule::same, 1e-12},
      // Cosines of up to 7 turns a period since MJD 0: 4e6 radians are rounded by 5e-10, which the
      // condition of the fit multiplies.
      {"Harmonics_", Rule::same, 1e-6},
  };
  for (const LightCurve& light_curve : samples()) {
    LightCurve later = light_curve;
    for (double& mjd : later.detections.mjd) mjd += kDays;
    for (double& mjd : later.non_detections.mjd) mjd += kDays;
    check(all_features(light_curve), all_features(later), kRules, kDays);
  }
}

TEST_CASE("another zero point shifts magnitudes, changes what is relative to them, and no more") {
  constexpr double kMagnitudes = 0.75;  // the sums are exact
  static constexpr Rule kRules[] = {
      {"Meanvariance", Rule::other},
      {"ExcessVar", Rule::other},
      {"PercentAmplitude", Rule::other},
      {"CAR_mean", Rule::other},
      // The flux is scaled, and the original's fit stops by a number that the flux is compared to.
      {"SPM_", Rule::other},
      // Rounding of sums of magnitudes.
      {"Mean_", Rule::shifted, 1e-12},
      {"mean_mag", Rule::shifted, 1e-12},
      {"g-W", Rule::shifted, 1e-12},
      {"r-W", Rule::shifted, 1e-12},
      {"first_mag", Rule::shifted},
      {"min_mag", Rule::shifted},
      {"max_diffmaglim", Rule::shifted},
      {"median_diffmaglim", Rule::shifted},
      {"last_diffmaglim", Rule::shifted},
      {"GP_mag_max", Rule::shifted, 1e-12},
      {"peak_mag", Rule::shifted, 1e-12},
      {"limit_depth", Rule::shifted, 1e-12},
      // Of the flux in microjansky.
      {"SNfit_ln_A_1", Rule::other},
      {"SNfit_ln_A_2", Rule::other},
      // Counts, and what starts from the times.
      {"n_", Rule::same},
      {"Autocor_length", Rule::same},
      {"Beyond1Std", Rule::same},
      {"Con_", Rule::same},
      {"MedianBRP", Rule::same},
      {"PairSlopeTrend", Rule::same},
      {"Multiband_period", Rule::same},
      {"Period_band", Rule::same},
      {"delta_period", Rule::same},
      // Everything else is made of differences of magnitudes or ratios of fluxes, and rounded.
      {"", Rule::same, 1e-9},
  };
  for (const LightCurve& light_curve : samples()) {
    LightCurve fainter = light_curve;
    for (double& mag : fainter.detections.mag) mag += kMagnitudes;
    for (double& mag : fainter.detections.mag_corr) mag += kMagnitudes;
    for (double& mag : fainter.non_detections.limiting_mag) mag += kMagnitudes;
    const Features before = all_features(light_curve);
    const Features after = all_features(fainter);
    check(before, after, kRules, kMagnitudes);
    for (const std::string band : {"_1", "_2"}) {
      const double ratio = before.at("Mean" + band) / after.at("Mean" + band);
      const auto scaled = [&](const std::string& name, double by) {
        CHECK(after.at(name + band) == doctest::Approx(by * before.at(name + band)).epsilon(1e-9));
      };
      scaled("Meanvariance", ratio);
      scaled("ExcessVar", ratio * ratio);
      scaled("CAR_mean", 1.0 / ratio);
      CHECK(after.at("SNfit_ln_A" + band) ==
            doctest::Approx(before.at("SNfit_ln_A" + band) - 0.4 * std::numbers::ln10 * kMagnitudes)
                .epsilon(1e-9));
      CHECK(after.at("PercentAmplitude" + band) < before.at("PercentAmplitude" + band));
    }
  }
}

TEST_CASE("rows that come twice count once") {
  for (const LightCurve& light_curve : samples()) {
    LightCurve twice = light_curve;
    Detections& rows = twice.detections;
    const auto repeat = [](auto& column) {
      const auto once = column;
      column.insert(column.end(), once.begin(), once.end());
    };
    repeat(rows.band);
    for (auto* column :
         {&rows.mjd, &rows.mag, &rows.mag_err, &rows.mag_corr, &rows.mag_err_corr_ext,
          &rows.is_diff_pos, &rows.rb, &rows.ra, &rows.dec, &rows.sgscore1}) {
      repeat(*column);
    }
    check(all_features(light_curve), all_features(twice));
    const Quality before = preprocess(light_curve).quality;
    const Quality after = preprocess(twice).quality;
    CHECK(after.received == 2 * before.received);
    CHECK(after.used == before.used);
    CHECK(after.dropped[static_cast<std::size_t>(DropReason::duplicate_time)] == before.received);
  }
}

TEST_CASE("g and r change places, and so do their features") {
  static constexpr Rule kRules[] = {
      // Single precision powers, added in the other order.
      {"PPE", Rule::same, 1e-6},
      {"Power_rate", Rule::same, 1e-5},
      // The extremes change places too.
      {"night_g-r_min", Rule::other},
      {"night_g-r_max", Rule::other},
      // The templates do not.
      {"template_", Rule::other},
      {"GP_DRW", Rule::same},
      // The bands enter the Kalman filter in the other order.
      {"GP_", Rule::same, 1e-11},
  };
  const auto swap = [](std::vector<Band>& bands) {
    for (Band& band : bands) band = band == Band::g ? Band::r : Band::g;
  };
  for (const LightCurve& light_curve : samples()) {
    LightCurve swapped = light_curve;
    swap(swapped.detections.band);
    swap(swapped.non_detections.band);
    Features swapped_back;
    for (const auto& [name, value] : all_features(swapped)) {
      swapped_back[other_band(name)] = is_colour(name) ? -value : value;
    }
    check(all_features(light_curve), swapped_back, kRules);
  }
}
