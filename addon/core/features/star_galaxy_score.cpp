// Star/galaxy score of the nearest PanSTARRS source.
//
//   sgscore1 = the score of the cross-match, else the median over the detections
//
// A score of -999, ZTF's mark for "unknown", goes into the median as it is, as in the reference.
#include <cmath>

#include "../feature.hpp"
#include "../sample.hpp"
#include "../statistics.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"sgscore1", "1", "Star/galaxy score of the nearest PanSTARRS source, 0 (galaxy) to 1 (star)",
     1},
};

void evaluate(Sample& sample, std::span<double> out) {
  const double crossmatched = sample.crossmatch().sgscore1;
  out[0] = std::isfinite(crossmatched) ? crossmatched : median(sample.detections().sgscore1);
}

}  // namespace

extern constinit const FeatureFamily star_galaxy_score{
    "star/galaxy score",
    kOutputs,
    Column::sgscore1,
    {"Tachibana & Miller 2018, PASP 130, 128001", "10.1088/1538-3873/aae3d9"},
    PerObject{evaluate}};

}  // namespace larch::features
