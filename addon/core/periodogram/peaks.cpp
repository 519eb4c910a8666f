#include "peaks.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace larch {

std::vector<std::size_t> highest_local_maxima(std::span<const float> values, std::size_t most) {
  const auto higher = [&](std::size_t a, std::size_t b) {
    return values[a] != values[b] ? values[a] > values[b] : a < b;
  };
  std::vector<std::size_t> peaks;  // sorted
  float lowest = -std::numeric_limits<float>::infinity();
  for (std::size_t k = 1; k + 1 < values.size(); ++k) {
    if (!(values[k] > lowest && values[k] > values[k - 1] && values[k] > values[k + 1])) continue;
    peaks.insert(std::ranges::upper_bound(peaks, k, higher), k);
    if (peaks.size() > most) peaks.pop_back();
    if (peaks.size() == most) lowest = values[peaks.back()];
  }
  return peaks;
}

std::vector<float> highest_values(std::span<const float> values, std::size_t most) {
  std::vector<float> heap;  // the lowest on top
  heap.reserve(most + 1);
  float lowest = -std::numeric_limits<float>::infinity();
  for (const float value : values) {
    if (!(value > lowest)) continue;
    if (heap.size() == most) {
      std::ranges::pop_heap(heap, std::greater{});
      heap.pop_back();
    }
    heap.push_back(value);
    std::ranges::push_heap(heap, std::greater{});
    if (heap.size() == most) lowest = heap.front();
  }
  return heap;
}

}  // namespace larch
