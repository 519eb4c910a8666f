// The highest values of a periodogram.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace larch {

// Indices of the highest `most` values that are larger than both neighbours, highest first (the
// earlier of equal ones first). The ends have one neighbour and do not count; nor does NaN.
std::vector<std::size_t> highest_local_maxima(std::span<const float> values, std::size_t most);

// Index of the first of the highest values; 0 where there are none. NaN does not count.
std::size_t index_of_highest(std::span<const float> values);

// The highest `most` values, in no particular order; all if there are fewer. NaN does not count.
std::vector<float> highest_values(std::span<const float> values, std::size_t most);

}  // namespace larch
