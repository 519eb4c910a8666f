#include "peaks.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace larch {
namespace {

constexpr float kLowest = -std::numeric_limits<float>::infinity();

// Values are looked at in groups, because few of them matter and groups fit vectors.
constexpr std::size_t kGroup = 16;

bool any_above(std::span<const float, kGroup> group, float lowest) {
  int above = 0;
  for (const float value : group) above |= value > lowest;
  return above != 0;
}

// Calls `visit(k)` for the indices from `first` to before `end` in order, leaving out groups of
// which none is above `lowest`, which `visit` may raise.
template <typename Visit>
void visit_above(std::span<const float> values, std::size_t first, std::size_t end,
                 const float& lowest, Visit visit) {
  std::size_t k = first;
  for (; k + kGroup <= end; k += kGroup) {
    if (!any_above(values.subspan(k).first<kGroup>(), lowest)) continue;
    for (std::size_t lane = 0; lane < kGroup; ++lane) visit(k + lane);
  }
  for (; k < end; ++k) visit(k);
}

}  // namespace

std::vector<std::size_t> highest_local_maxima(std::span<const float> values, std::size_t most) {
  const auto higher = [&](std::size_t a, std::size_t b) {
    return values[a] != values[b] ? values[a] > values[b] : a < b;
  };
  std::vector<std::size_t> peaks;  // sorted
  if (values.size() < 3) return peaks;
  float lowest = kLowest;
  visit_above(values, 1, values.size() - 1, lowest, [&](std::size_t k) {
    if (!(values[k] > lowest && values[k] > values[k - 1] && values[k] > values[k + 1])) return;
    peaks.insert(std::ranges::upper_bound(peaks, k, higher), k);
    if (peaks.size() > most) peaks.pop_back();
    if (peaks.size() == most) lowest = values[peaks.back()];
  });
  return peaks;
}

std::size_t index_of_highest(std::span<const float> values) {
  std::size_t index = 0;
  float lowest = kLowest;
  visit_above(values, 0, values.size(), lowest, [&](std::size_t k) {
    if (!(values[k] > lowest)) return;
    lowest = values[k];
    index = k;
  });
  return index;
}

std::vector<float> highest_values(std::span<const float> values, std::size_t most) {
  std::vector<float> heap;  // the lowest on top
  heap.reserve(most + 1);
  float lowest = kLowest;
  visit_above(values, 0, values.size(), lowest, [&](std::size_t k) {
    if (!(values[k] > lowest)) return;
    if (heap.size() == most) {
      std::ranges::pop_heap(heap, std::greater{});
      heap.pop_back();
    }
    heap.push_back(values[k]);
    std::ranges::push_heap(heap, std::greater{});
    if (heap.size() == most) lowest = heap.front();
  });
  return heap;
}

}  // namespace larch
