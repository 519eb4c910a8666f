// What extracting the longest light curve that is accepted adds to the resident memory of the
// process, at its peak, the light curve itself included. Prints one JSON object. Needs Linux.
#include <cstdio>
#include <fstream>
#include <string>

#include "extract.hpp"
#include "registry.hpp"
#include "stretched.hpp"

using namespace larch;

namespace {

constexpr std::size_t kMostDetections = 20'000;  // that the service accepts
constexpr double kDays = 10'000.0;

// Of this process alone: getrusage would go on from the peak of the one that started it.
double peak_resident_megabytes() {
  std::ifstream status("/proc/self/status");
  std::string key;
  while (status >> key && key != "VmHWM:") {
  }
  double kibibytes = 0.0;
  status >> kibibytes;
  return kibibytes / 1024.0;
}

}  // namespace

int main() {
  const double before = peak_resident_megabytes();
  const LightCurve light_curve = bench::stretched(kMostDetections, kDays);
  const Extraction extraction = extract(light_curve, feature_families());
  std::printf(R"({"rows":%zu,"days":%g,"baselineMegabytes":%.1f,"addedMegabytes":%.1f})"
              "\n",
              extraction.quality.used, kDays, before, peak_resident_megabytes() - before);
}
