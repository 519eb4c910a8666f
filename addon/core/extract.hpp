// From a light curve to feature values: preprocess, then evaluate the families asked for.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "feature.hpp"
#include "light_curve.hpp"
#include "preprocess.hpp"

namespace larch {

struct Extraction {
  Quality quality;
  // True where the preprocessor left kTooFewDetections rows or fewer; there are no values then.
  bool too_few_detections = false;
  // The values of the families asked for, one family after the other; NaN is "no value", and no
  // value is infinite.
  std::vector<double> values;
  // Nanoseconds spent in each family. A shared intermediate is paid by the first that asks for it.
  std::vector<double> family_nanoseconds;
};

struct ExtractOptions {
  // True: the period search makes the original's rounding errors (Phases::original).
  bool compat = false;
};

// Throws Cancelled once `stop` is triggered. Any numbers are accepted; columns that are given must
// be of equal length.
Extraction extract(const LightCurve& light_curve, std::span<const FeatureFamily* const> families,
                   std::stop_token stop = {}, ExtractOptions options = {});

}  // namespace larch
