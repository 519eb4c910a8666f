// Real-bogus score of the object.
//
//   rb = median over all used rows, whatever their band
#include "../feature.hpp"
#include "../sample.hpp"
#include "../statistics.hpp"

namespace larch::features {
namespace {

constexpr Output kOutputs[] = {
    {"rb", "1", "Median real-bogus score of the detections, 0 (bogus) to 1 (real)", 1},
};

void evaluate(Sample& sample, std::span<double> out) { out[0] = median(sample.detections().rb); }

}  // namespace

extern constinit const FeatureFamily real_bogus{
    "real-bogus",
    kOutputs,
    Column::rb,
    {"Mahabal et al. 2019, PASP 131, 038002", "10.1088/1538-3873/aaf3fa"},
    PerObject{evaluate}};

}  // namespace larch::features
