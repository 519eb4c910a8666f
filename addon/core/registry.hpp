// Every feature family, in the order in which the reference emits them. A new feature is one file
// in features/ and one line in registry.cpp.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "feature.hpp"
#include "light_curve.hpp"

namespace larch {

std::span<const FeatureFamily* const> feature_families();

// One value that an extraction gives.
struct FeatureInfo {
  std::string name;  // with the band suffix: Amplitude_1
  const FeatureFamily* family;
  const Output* output;

  const Citation& citation() const {
    return output->citation != nullptr ? *output->citation : family->citation;
  }
};

// The features of one family, in output order.
std::vector<FeatureInfo> features_of(const FeatureFamily& family);

}  // namespace larch
