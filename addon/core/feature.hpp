// What a feature family says about itself. The catalogue, the checks on short light curves and the
// generic registry test all come from these descriptors: features are data.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <variant>

namespace larch {

class Sample;
class BandSample;

// Which columns a family reads. `time` and `band` of the detections are common to all.
enum class Column : unsigned {
  time = 1u << 0,
  magnitude = 1u << 1,
  error = 1u << 2,
  mag = 1u << 3,
  mag_err = 1u << 4,
  is_diff_pos = 1u << 5,
  rb = 1u << 6,
  position = 1u << 7,
  sgscore1 = 1u << 8,
  non_detections = 1u << 9,
  wise = 1u << 10,
};

constexpr Column operator|(Column a, Column b) {
  return static_cast<Column>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool uses(Column columns, Column column) {
  return (static_cast<unsigned>(columns) & static_cast<unsigned>(column)) != 0;
}

struct Citation {
  std::string_view text;
  std::string_view doi;  // empty where the source has none
};

struct Output {
  std::string_view name;  // ALeRCE's spelling, without the band suffix
  std::string_view unit;  // "mag", "d", "1" for a pure number, ...
  std::string_view description;
  // The fewest used rows, of the band or (per object) of the object, that give a value. Fewer give
  // NaN; this is enforced outside the families.
  std::size_t minimum_points;
  // Of the output itself, where it is not that of the family.
  const Citation* citation = nullptr;
};

// Writes one value per output; NaN is "no value". `out` comes filled with NaN.
using PerObject = void (*)(Sample& sample, std::span<double> out);
// Called for g, then r, and only for bands that reach the smallest minimum of the outputs.
using PerBand = void (*)(Sample& sample, BandSample& band, std::span<double> out);

struct FeatureFamily {
  std::string_view name;
  std::span<const Output> outputs;
  Column columns;
  Citation citation;
  std::variant<PerObject, PerBand> evaluate;

  bool per_band() const { return std::holds_alternative<PerBand>(evaluate); }
  // Values the family contributes: outputs, twice (g, then r) where it is per band.
  std::size_t size() const { return outputs.size() * (per_band() ? 2 : 1); }
};

}  // namespace larch
