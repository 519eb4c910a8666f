// Feature values by name.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "extract.hpp"
#include "registry.hpp"

namespace larch::test {

// `name` as in the descriptor. Throws where no such family is registered.
inline const FeatureFamily& family(std::string_view name) {
  const auto families = feature_families();
  const auto found = std::ranges::find(families, name, &FeatureFamily::name);
  if (found == families.end()) throw std::invalid_argument("no family " + std::string(name));
  return **found;
}

// The values of one family; throws where the light curve is too short for any.
inline std::map<std::string, double> features(const LightCurve& light_curve,
                                              std::string_view family_name) {
  const FeatureFamily* const one[] = {&family(family_name)};
  const Extraction extraction = extract(light_curve, one);
  if (extraction.too_few_detections) throw std::invalid_argument("too few detections");
  std::map<std::string, double> values;
  std::size_t k = 0;
  for (const FeatureInfo& info : features_of(*one[0])) values[info.name] = extraction.values[k++];
  return values;
}

// To the bit, so that NaN equals NaN.
inline bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  });
}

}  // namespace larch::test
