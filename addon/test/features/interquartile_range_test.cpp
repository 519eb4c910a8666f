#include <doctest/doctest.h>

#include "evaluate.hpp"
#include "synthetic.hpp"

using namespace larch;

TEST_CASE("the interquartile range interpolates between order statistics") {
  const LightCurve four = test::in_g({1.0, 2.0, 3.0, 4.0}, {17.0, 20.0, 18.0, 19.0});
  CHECK(test::features(four, "interquartile range").at("iqr_1") == doctest::Approx(1.5));
}

TEST_CASE("one point has an interquartile range of 0") {
  CHECK(test::features(test::in_g({1.0}, {17.3}), "interquartile range").at("iqr_1") == 0.0);
}
