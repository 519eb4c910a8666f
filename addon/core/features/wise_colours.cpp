// Colours from AllWISE, and between the mean optical magnitudes and AllWISE.
//
//   W1-W2, W2-W3, mean(m_g) - W2, ...
//
// AllWISE magnitudes are in the Vega system and those of ZTF in AB; they are subtracted as they
// are, as in the reference.
#include "../feature.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"W1-W2", "mag", "AllWISE colour W1 - W2", 1},
    {"W2-W3", "mag", "AllWISE colour W2 - W3", 1},
    {"g-W2", "mag", "Mean g magnitude minus AllWISE W2", 1},
    {"g-W3", "mag", "Mean g magnitude minus AllWISE W3", 1},
    {"r-W2", "mag", "Mean r magnitude minus AllWISE W2", 1},
    {"r-W3", "mag", "Mean r magnitude minus AllWISE W3", 1},
};

void evaluate(Sample& sample, std::span<double> out) {
  const Crossmatch& wise = sample.crossmatch();
  const double g = sample.band(Band::g).mean();
  const double r = sample.band(Band::r).mean();
  out[0] = wise.w1 - wise.w2;
  out[1] = wise.w2 - wise.w3;
  out[2] = g - wise.w2;
  out[3] = g - wise.w3;
  out[4] = r - wise.w2;
  out[5] = r - wise.w3;
}

}  // namespace

extern constinit const FeatureFamily wise_colours{
    "WISE colours",
    kOutputs,
    Column::magnitude | Column::wise,
    {"Wright et al. 2010, AJ 140, 1868", "10.1088/0004-6256/140/6/1868"},
    PerObject{evaluate}};

}  // namespace larch::features
