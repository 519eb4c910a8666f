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

TEST_CASE("a band has a value from the minimum of points on and none below") {
  const LightCurve all = test::sinusoid(25);
  for (const FeatureFamily* family : feature_families()) {
    if (!family->per_band()) continue;
    for (std::size_t n = 0; n <= largest_minimum(*family) + 1; ++n) {
      std::size_t kept = 0;
      const LightCurve light_curve =
          filtered(all, [&](std::size_t, Band band) { return band == Band::r || kept++ < n; });
      const std::vector<double> values = evaluate(*family, light_curve);
      for (std::size_t k = 0; k < family->outputs.size(); ++k) {
        CAPTURE(family->outputs[k].name);
        CAPTURE(n);
        CHECK(std::isfinite(values[k]) == (n >= family->outputs[k].minimum_points));
      }
    }
  }
}

TEST_CASE("an object can have a value from the minimum of points on and none below") {
  // All rows in g, in r, or in both by turns: what needs both bands and what needs one full band
  // get their chance.
  const LightCurve all = test::sinusoid(25);
  for (const FeatureFamily* family : feature_families()) {
    if (family->per_band()) continue;
    const std::size_t enough = std::max(largest_minimum(*family) + 1, kTooFewDetections + 1);
    for (std::size_t n = kTooFewDetections + 1; n <= enough; ++n) {
      const auto only = [&](Band wanted) {
        std::size_t kept = 0;
        return evaluate(*family, filtered(all, [&](std::size_t, Band band) {
          return band == wanted && kept++ < n;
        }));
      };
      const std::vector<double> only_g = only(Band::g);
      const std::vector<double> only_r = only(Band::r);
      const std::vector<double> by_turns =
          evaluate(*family, filtered(all, [&](std::size_t row, Band) { return row < n; }));
      for (std::size_t k = 0; k < family->outputs.size(); ++k) {
        CAPTURE(family->outputs[k].name);
        CAPTURE(n);
        CHECK((std::isfinite(only_g[k]) || std::isfinite(only_r[k]) ||
               std::isfinite(by_turns[k])) == (n >= family->outputs[k].minimum_points));
      }
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
  const LightCurve light_curve = test::sinusoid(20);
  for (const FeatureFamily* family : feature_families()) {
    const std::vector<double> values = evaluate(*family, light_curve);
    for (const Column column : kColumns) {
      CAPTURE(family->name);
      CAPTURE(static_cast<unsigned>(column));
      CHECK(test::same(values, evaluate(*family, scrambled(light_curve, column))) ==
            !uses(family->columns, column));
    }
  }
}
