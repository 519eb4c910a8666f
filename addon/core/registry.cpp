#include "registry.hpp"

namespace larch {
namespace features {
extern constinit const FeatureFamily galactic_coordinates;
extern constinit const FeatureFamily colours;
extern constinit const FeatureFamily real_bogus;
extern constinit const FeatureFamily mexican_hat_power_spectrum;
extern constinit const FeatureFamily interquartile_range;
extern constinit const FeatureFamily turbo_fats;
extern constinit const FeatureFamily supernova_detections;
extern constinit const FeatureFamily supernova_parametric_model;
extern constinit const FeatureFamily period;
extern constinit const FeatureFamily power_rates;
extern constinit const FeatureFamily folded_light_curve;
extern constinit const FeatureFamily harmonics;
extern constinit const FeatureFamily damped_random_walk;
extern constinit const FeatureFamily star_galaxy_score;
extern constinit const FeatureFamily wise_colours;
extern constinit const FeatureFamily continuous_autoregressive;
extern constinit const FeatureFamily gaussian_process_colours;
extern constinit const FeatureFamily gaussian_process_light_curve;
extern constinit const FeatureFamily converged_supernova_fit;
extern constinit const FeatureFamily same_night_colours;
extern constinit const FeatureFamily decline;
extern constinit const FeatureFamily peak_widths;
extern constinit const FeatureFamily rise_and_limits;
extern constinit const FeatureFamily template_fits;
}  // namespace features

std::span<const FeatureFamily* const> feature_families() {
  static constexpr const FeatureFamily* kFamilies[] = {
      &features::galactic_coordinates,
      &features::colours,
      &features::real_bogus,
      &features::mexican_hat_power_spectrum,
      &features::interquartile_range,
      &features::turbo_fats,
      &features::supernova_detections,
      &features::supernova_parametric_model,
      &features::period,
      &features::power_rates,
      &features::folded_light_curve,
      &features::harmonics,
      &features::damped_random_walk,
      &features::star_galaxy_score,
      &features::wise_colours,
      // Not among the features of alerce-2021.
      &features::continuous_autoregressive,
      // The shape of an outburst.
      &features::gaussian_process_colours,
      &features::gaussian_process_light_curve,
      &features::converged_supernova_fit,
      &features::same_night_colours,
      &features::decline,
      &features::peak_widths,
      &features::rise_and_limits,
      &features::template_fits,
  };
  return kFamilies;
}

std::vector<FeatureInfo> features_of(const FeatureFamily& family) {
  std::vector<FeatureInfo> infos;
  infos.reserve(family.size());
  if (!family.per_band()) {
    for (const Output& output : family.outputs) {
      infos.push_back({std::string(output.name), &family, &output});
    }
    return infos;
  }
  for (const char* suffix : {"_1", "_2"}) {
    for (const Output& output : family.outputs) {
      infos.push_back({std::string(output.name) + suffix, &family, &output});
    }
  }
  return infos;
}

}  // namespace larch
