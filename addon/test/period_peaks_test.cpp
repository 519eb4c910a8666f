#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "periodogram/peaks.hpp"

using namespace larch;
using Indices = std::vector<std::size_t>;

TEST_CASE("local maxima are larger than both neighbours, highest first") {
  const std::vector<float> values = {9, 1, 5, 2, 7, 7, 3, 6, 0, 8};
  CHECK(highest_local_maxima(values, 10) == Indices{7, 2});  // ends and plateaus do not count
  CHECK(highest_local_maxima(values, 1) == Indices{7});
}

TEST_CASE("of equal maxima the earlier comes first and stays") {
  const std::vector<float> values = {0, 4, 0, 4, 0, 4, 0};
  CHECK(highest_local_maxima(values, 10) == Indices{1, 3, 5});
  CHECK(highest_local_maxima(values, 2) == Indices{1, 3});
}

TEST_CASE("what rises, falls, stays or is not a number has no local maximum") {
  const float none = std::nanf("");
  for (const std::vector<float>& values : {std::vector<float>{},
                                           {1},
                                           {1, 2},
                                           {1, 2, 3},
                                           {3, 2, 1},
                                           {2, 2, 2, 2},
                                           {none, none, none},
                                           {0, none, 0, none, 0},
                                           {none, 3, none}}) {
    CHECK(highest_local_maxima(values, 10).empty());
  }
}

TEST_CASE("the highest values are those that sorting puts first") {
  std::mt19937 random(5);
  std::uniform_int_distribution<int> integer(0, 300);
  for (const std::size_t size : {0u, 1u, 99u, 100u, 101u, 5000u}) {
    std::vector<float> values(size);
    for (float& value : values) value = static_cast<float>(integer(random));
    if (size > 0) {
      const auto highest_index = std::ranges::max_element(values) - values.begin();
      CHECK(index_of_highest(values) == static_cast<std::size_t>(highest_index));
    }
    std::vector<float> highest = highest_values(values, 100);
    std::ranges::sort(highest, std::greater{});
    std::ranges::sort(values, std::greater{});
    values.resize(std::min<std::size_t>(size, 100));
    CHECK(highest == values);
  }
}
