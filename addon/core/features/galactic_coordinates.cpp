// Galactic latitude and longitude of the object.
//
// The mean position is rotated from ICRS by the constant matrix of the IAU 1958 system as astropy
// has it. The mean is arithmetic, without wrapping at 0/360 degrees, as in the reference.
#include <cmath>
#include <numbers>

#include "../feature.hpp"
#include "../sample.hpp"

namespace larch::features {
namespace {

constexpr double kDegree = std::numbers::pi / 180.0;

constexpr double kIcrsToGalactic[3][3] = {
    {-0.05487565771259158, -0.873437051955616, -0.4838350736167153},
    {0.49410943719272676, -0.44482972122329517, 0.7469821839866675},
    {-0.8676661375596576, -0.19807633727300053, 0.4559838136873016}};

constexpr Output kOutputs[] = {
    {"gal_b", "deg", "Galactic latitude of the mean position", 1},
    {"gal_l", "deg", "Galactic longitude of the mean position, 0 to 360", 1},
};

void evaluate(Sample& sample, std::span<double> out) {
  const double ra = sample.ra() * kDegree;
  const double dec = sample.dec() * kDegree;
  const double icrs[3] = {std::cos(dec) * std::cos(ra), std::cos(dec) * std::sin(ra),
                          std::sin(dec)};
  double galactic[3];
  for (int row = 0; row < 3; ++row) {
    const double* g = kIcrsToGalactic[row];
    galactic[row] = g[0] * icrs[0] + g[1] * icrs[1] + g[2] * icrs[2];
  }
  const double longitude = std::atan2(galactic[1], galactic[0]) / kDegree;
  out[0] = std::atan2(galactic[2], std::hypot(galactic[0], galactic[1])) / kDegree;
  out[1] = longitude < 0.0 ? longitude + 360.0 : longitude;
}

}  // namespace

extern constinit const FeatureFamily galactic_coordinates{
    "galactic coordinates",
    kOutputs,
    Column::position,
    {"Blaauw et al. 1960, MNRAS 121, 123", "10.1093/mnras/121.2.123"},
    PerObject{evaluate}};

}  // namespace larch::features
