// Extracts every feature of one light curve again and again, for a profiler to look at.
// Usage: extract_repeatedly [points] [days] [times]
#include <cstdio>
#include <cstdlib>

#include "extract.hpp"
#include "registry.hpp"
#include "stretched.hpp"

using namespace larch;

int main(int count, char** arguments) {
  const auto argument = [&](int position, double otherwise) {
    return position < count ? std::atof(arguments[position]) : otherwise;
  };
  const auto points = static_cast<std::size_t>(argument(1, 100.0));
  const double days = argument(2, 700.0);
  const auto times = static_cast<std::size_t>(argument(3, 1000.0));
  const LightCurve light_curve = bench::stretched(points, days);
  std::size_t values = 0;
  for (std::size_t k = 0; k < times; ++k) {
    values = extract(light_curve, feature_families()).values.size();
  }
  std::printf("N = %zu, T = %g d: %zu values, %zu times\n", points, days, values, times);
}
