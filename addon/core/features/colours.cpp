// Colours of the object between its two bands.
//
//   g-r_max  = min(m_g) - min(m_r)      brightest minus brightest
//   g-r_mean = mean(m_g) - mean(m_r)
//
// m is the magnitude as received; for _corr it is the corrected one. Where both pairs agree exactly
// the object was not corrected, and the _corr values are absent, as in the reference.
#include <algorithm>

#include "../feature.hpp"
#include "../sample.hpp"
#include "../statistics.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"g-r_max", "mag", "Colour at maximum brightness, from the magnitudes as received", 2},
    {"g-r_mean", "mag", "Colour of the mean magnitudes as received", 2},
    {"g-r_max_corr", "mag", "Colour at maximum brightness, from the corrected magnitudes", 2},
    {"g-r_mean_corr", "mag", "Colour of the mean corrected magnitudes", 2},
};

void evaluate(Sample& sample, std::span<double> out) {
  BandSample& g = sample.band(Band::g);
  BandSample& r = sample.band(Band::r);
  if (g.size() == 0 || r.size() == 0) return;
  out[0] = std::ranges::min(g.mag) - std::ranges::min(r.mag);
  out[1] = mean(g.mag) - mean(r.mag);
  const double max_corr = std::ranges::min(g.magnitude) - std::ranges::min(r.magnitude);
  const double mean_corr = g.mean() - r.mean();
  if (max_corr == out[0] && mean_corr == out[1]) return;
  out[2] = max_corr;
  out[3] = mean_corr;
}

}  // namespace

extern constinit const FeatureFamily colours{
    "colours",
    kOutputs,
    Column::magnitude | Column::mag,
    {"Sanchez-Saez et al. 2021, AJ 161, 141", "10.3847/1538-3881/abd5c1"},
    PerObject{evaluate}};

}  // namespace larch::features
