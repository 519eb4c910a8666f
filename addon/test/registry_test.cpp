// What every family says about itself, put to the proof. A new family is tested here by being
// registered.
#include "registry.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <set>
#include <vector>

#include "evaluate.hpp"
#include "synthetic.hpp"

using namespace larch;

namespace {

constexpr std::array kColumns = {
    Column::time,     Column::magnitude,      Column::error, Column::mag,
    Column::mag_err,  Column::is_diff_pos,    Column::rb,    Column::position,
    Column::sgscore1, Column::non_detections, Column::wise,
};

std::vector<double> evaluate(const FeatureFamily& family, const LightCurve& light_curve) {
  const FeatureFamily* const one[] = {&family};
  return extract(light_curve, one).values;
}

// Other numbers in one column, such that the same rows are used in the same order.
LightCurve scrambled(LightCurve light_curve, Column column) {
  std::mt19937 random(99);
  std::uniform_real_distribution<double> uniform;
  Detections& rows = light_curve.detections;
  const auto refill = [&](std::vector<double>& values, double low, double high) {
    for (double& value : values) value = low + (high - low) * uniform(random);
  };
  switch (column) {
    case Column::time:
      for (double& mjd : rows.mjd) mjd = 58000.0 + 1.37 * (mjd - 58000.0);
      break;
    case Column::magnitude:
      refill(rows.mag_corr, 16.0, 18.0);
      break;
    case Column::error:
      // So unequal that other rows decide on the period.
      for (double& error : rows.mag_err_corr_ext)
        error = 0.9 * std::pow(10.0, -6.0 * uniform(random));
      break;
    case Column::mag:
      refill(rows.mag, 17.0, 20.0);
      break;
    case Column::mag_err:
      refill(rows.mag_err, 0.001, 0.9);
      break;
    case Column::is_diff_pos:
      refill(rows.is_diff_pos, -1.0, 1.0);
      break;
    case Column::rb:
      refill(rows.rb, 0.6, 0.8);
      break;
    case Column::position:
      refill(rows.ra, 0.0, 90.0);
      refill(rows.dec, -60.0, 0.0);
      break;
    case Column::sgscore1:
      refill(rows.sgscore1, 0.0, 0.5);
      break;
    case Column::non_detections:
      refill(light_curve.non_detections.mjd, 57900.0, 58100.0);
      refill(light_curve.non_detections.limiting_mag, 19.0, 21.0);
      break;
    case Column::wise:
      light_curve.crossmatch.w1 = 15.0;
      light_curve.crossmatch.w2 = 13.0;
      light_curve.crossmatch.w3 = 11.0;
      light_curve.crossmatch.w4 = 10.0;
      break;
  }
  return light_curve;
}

template <typename Change>
void for_each_column(Detections& rows, Change change) {
  change(rows.band);
  for (auto* column : {&rows.mjd, &rows.mag, &rows.mag_err, &rows.mag_corr, &rows.mag_err_corr_ext,
                       &rows.is_diff_pos, &rows.rb, &rows.ra, &rows.dec, &rows.sgscore1}) {
    change(*column);
  }
}

// The rows of `light_curve` for which `keep(row, band)` holds, with all columns.
template <typename Keep>
LightCurve filtered(const LightCurve& light_curve, Keep keep) {
  LightCurve kept = light_curve;
  std::vector<bool> stays;
  for (std::size_t row = 0; row < light_curve.detections.size(); ++row) {
    stays.push_back(keep(row, light_curve.detections.band[row]));
  }
  const auto shrink = [&](auto& column) {
    std::size_t row = 0;
    std::erase_if(column, [&](const auto&) { return !stays[row++]; });
  };
  for_each_column(kept.detections, shrink);
  return kept;
}

std::size_t largest_minimum(const FeatureFamily& family) {
  return std::ranges::max(family.outputs, {}, &Output::minimum_points).minimum_points;
}

// Any light curve has every value of most families; those of an outburst need one that is sampled
// where they look, so they get several.
std::vector<LightCurve> light_curves_for(const FeatureFamily& family) {
  static const std::set<std::string_view> kOutburst = {"Gaussian process colours",
                                                       "Gaussian process light curve",
                                                       "converged supernova fit",
                                                       "same-night colours",
                                                       "decline",
                                                       "peak and widths",
                                                       "rise and limits",
                                                       "template fits"};
  if (!kOutburst.contains(family.name)) return {test::sinusoid(25)};
  std::vector<LightCurve> light_curves;
  for (const double days : {1.0, 4.0, 10.0, 20.0, 30.0, 40.0, 70.0}) {
    for (const double nights_before : {0.0, 1.5, 3.5, 6.0}) {
      for (const unsigned seed : {1u, 2u, 3u}) {
        light_curves.push_back(test::supernova(25, days, -days * nights_before, seed));
      }
    }
  }
  return light_curves;
}

void note_values(std::vector<bool>& has_value, const std::vector<double>& values) {
  for (std::size_t k = 0; k < has_value.size(); ++k) {
    if (std::isfinite(values[k])) has_value[k] = true;
  }
}

void check_minimum(const FeatureFamily& family, const std::vector<bool>& has_value,
                   std::size_t points) {
  for (std::size_t k = 0; k < family.outputs.size(); ++k) {
    CAPTURE(family.outputs[k].name);
    CAPTURE(points);
    CHECK(has_value[k] == (points >= family.outputs[k].minimum_points));
  }
}

}  // namespace

TEST_CASE("every feature is described, under a name of its own") {
  std::set<std::string> family_names;
  std::set<std::string> names;
  for (const FeatureFamily* family : feature_families()) {
    CAPTURE(family->name);
    CHECK(family_names.insert(std::string(family->name)).second);
    CHECK_FALSE(family->outputs.empty());
    const auto infos = features_of(*family);
    CHECK(infos.size() == family->size());
    for (const FeatureInfo& info : infos) {
      CAPTURE(info.name);
      CHECK(names.insert(info.name).second);
      CHECK(info.family == family);
      CHECK_FALSE(info.output->unit.empty());
      CHECK_FALSE(info.output->description.empty());
      CHECK(info.output->minimum_points >= 1);
      CHECK_FALSE(info.citation().text.empty());
      CHECK((info.citation().doi.empty() || info.citation().doi.starts_with("10.")));
    }
  }
}

TEST_CASE("a band can have a value from the minimum of points on and none below") {
  for (const FeatureFamily* family : feature_families()) {
    if (!family->per_band()) continue;
    for (std::size_t n = 0; n <= largest_minimum(*family) + 1; ++n) {
      std::vector<bool> has_value(family->outputs.size());
      for (const LightCurve& all : light_curves_for(*family)) {
        std::size_t kept = 0;
        note_values(has_value, evaluate(*family, filtered(all, [&](std::size_t, Band band) {
                      return band == Band::r || kept++ < n;
                    })));
      }
      check_minimum(*family, has_value, n);
    }
  }
}

TEST_CASE("an object can have a value from the minimum of points on and none below") {
  // All rows in g, in r, or in both by turns: what needs both bands and what needs one full band
  // get their chance.
  for (const FeatureFamily* family : feature_families()) {
    if (family->per_band()) continue;
    const std::size_t enough = std::max(largest_minimum(*family) + 1, kTooFewDetections + 1);
    for (std::size_t n = kTooFewDetections + 1; n <= enough; ++n) {
      std::vector<bool> has_value(family->outputs.size());
      for (const LightCurve& all : light_curves_for(*family)) {
        for (const Band wanted : {Band::g, Band::r}) {
          std::size_t kept = 0;
          note_values(has_value, evaluate(*family, filtered(all, [&](std::size_t, Band band) {
                        return band == wanted && kept++ < n;
                      })));
        }
        note_values(
            has_value,
            evaluate(*family, filtered(all, [&](std::size_t row, Band) { return row < n; })));
      }
      check_minimum(*family, has_value, n);
    }
  }
}

TEST_CASE("the order of the rows does not matter, to the bit") {
  const LightCurve light_curve = test::sinusoid(20);
  LightCurve shuffled = light_curve;
  std::mt19937 random(3);
  std::vector<std::size_t> order(light_curve.detections.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), random);
  const auto reorder = [&](auto& column) {
    const auto before = column;
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = before[order[i]];
  };
  for_each_column(shuffled.detections, reorder);
  NonDetections& limits = shuffled.non_detections;
  std::ranges::reverse(limits.mjd);
  std::ranges::reverse(limits.band);
  std::ranges::reverse(limits.limiting_mag);
  for (const FeatureFamily* family : feature_families()) {
    CAPTURE(family->name);
    CHECK(test::same(evaluate(*family, light_curve), evaluate(*family, shuffled)));
  }
}

TEST_CASE("a family reads the columns it claims, and no others") {
  // In the last there are two rows of a band in some nights, so that their errors weigh.
  std::vector<LightCurve> light_curves{test::sinusoid(20), test::sinusoid(20, 0.61, 3)};
  light_curves.push_back(light_curves.front());
  Detections& rows = light_curves.back().detections;
  for_each_column(rows, [](auto& column) {
    for (std::size_t row = 0; row < 40; row += 2) column.push_back(column[row]);
  });
  for (std::size_t row = 40; row < rows.size(); ++row) {
    rows.mjd[row] += 0.01;
    rows.mag[row] += 0.1;
  }
  for (const FeatureFamily* family : feature_families()) {
    for (const Column column : kColumns) {
      CAPTURE(family->name);
      CAPTURE(static_cast<unsigned>(column));
      const bool is_read = std::ranges::any_of(light_curves, [&](const LightCurve& light_curve) {
        return !test::same(evaluate(*family, light_curve),
                           evaluate(*family, scrambled(light_curve, column)));
      });
      CHECK(is_read == uses(family->columns, column));
    }
  }
}
