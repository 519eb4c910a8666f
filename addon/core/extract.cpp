#include "extract.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "sample.hpp"

namespace larch {
namespace {

// Descriptors, not families, decide how many points are enough; what is not finite is no value.
void keep_meaningful(std::span<const Output> outputs, std::size_t points, std::span<double> out) {
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    if (points < outputs[k].minimum_points || !std::isfinite(out[k])) out[k] = kMissing;
  }
}

std::size_t smallest_minimum(std::span<const Output> outputs) {
  return std::ranges::min(outputs, {}, &Output::minimum_points).minimum_points;
}

void evaluate(const FeatureFamily& family, Sample& sample, std::span<double> out) {
  if (const auto* per_object = std::get_if<PerObject>(&family.evaluate)) {
    (*per_object)(sample, out);
    keep_meaningful(family.outputs, sample.detections().size(), out);
    return;
  }
  const PerBand per_band = std::get<PerBand>(family.evaluate);
  const std::size_t width = family.outputs.size();
  for (const Band name : {Band::g, Band::r}) {
    BandSample& band = sample.band(name);
    const auto values = out.subspan(name == Band::g ? 0 : width, width);
    if (band.size() == 0 || band.size() < smallest_minimum(family.outputs)) continue;
    per_band(sample, band, values);
    keep_meaningful(family.outputs, band.size(), values);
  }
}

}  // namespace

Extraction extract(const LightCurve& light_curve, std::span<const FeatureFamily* const> families,
                   std::stop_token stop, ExtractOptions options) {
  Preprocessed preprocessed = preprocess(light_curve);
  Extraction extraction;
  extraction.quality = preprocessed.quality;
  extraction.too_few_detections = preprocessed.too_few_detections();
  if (extraction.too_few_detections) return extraction;

  Sample sample(light_curve, std::move(preprocessed), std::move(stop),
                options.compat ? Phases::original : Phases::exact);
  std::size_t total = 0;
  for (const FeatureFamily* family : families) total += family->size();
  extraction.values.assign(total, kMissing);
  extraction.family_nanoseconds.reserve(families.size());

  std::span<double> rest(extraction.values);
  for (const FeatureFamily* family : families) {
    sample.throw_if_stopped();
    const auto start = std::chrono::steady_clock::now();
    evaluate(*family, sample, rest.first(family->size()));
    const std::chrono::duration<double, std::nano> spent = std::chrono::steady_clock::now() - start;
    extraction.family_nanoseconds.push_back(spent.count());
    rest = rest.subspan(family->size());
  }
  return extraction;
}

}  // namespace larch
