// Times the power of one band over the whole grid by every method. Prints one JSON object a line:
// rows, days, frequencies, instructions, method, microseconds (median).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "periodogram/power.hpp"
#include "preprocess.hpp"
#include "stretched.hpp"

using namespace larch;

namespace {

constexpr double kDays = 1500.0;
constexpr int kRepeats = 5;

template <typename Work>
double median_microseconds(Work work) {
  std::vector<double> times;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::micro> spent =
        std::chrono::steady_clock::now() - start;
    times.push_back(spent.count());
  }
  std::ranges::nth_element(times, times.begin() + kRepeats / 2);
  return times[kRepeats / 2];
}

class Bench {
 public:
  explicit Bench(std::size_t rows) : rows_(rows) {
    LightCurve light_curve = bench::stretched(rows, kDays);
    std::ranges::fill(light_curve.detections.band, Band::g);
    detections_ = preprocess(light_curve).detections;
  }

  // In single precision, block by block, as the period search asks for it.
  void blocks(const char* name, Phases phases, Method method) {
    run(name, phases, method, [](const BandPower& power, const FrequencyGrid& grid) {
      std::vector<float> block(kBlock);
      for (std::size_t first = 0; first < grid.size; first += kBlock) {
        power.block(first, std::span<float, kBlock>(block));
      }
    });
  }

  // By the definition, in double precision.
  void definition() {
    run("sums in double precision", Phases::exact, Method::nufft,
        [](const BandPower& power, const FrequencyGrid& grid) {
          std::vector<double> frequencies(grid.size);
          for (std::size_t k = 0; k < grid.size; ++k) frequencies[k] = grid[k];
          std::vector<double> powers(grid.size);
          power.at(frequencies, powers);
        });
  }

 private:
  template <typename Evaluate>
  void run(const char* name, Phases phases, Method method, Evaluate evaluate) {
    const Observations observations = observations_of(detections_, phases);
    const FrequencyGrid grid(observations.span, phases == Phases::original);
    const Kernels& kernels = *supported_kernels().front();
    const double microseconds = median_microseconds(
        [&] { evaluate(BandPower(observations.bands.front(), grid, method, kernels), grid); });
    std::printf(
        R"({"rows":%zu,"days":%g,"frequencies":%zu,"instructions":"%s","method":"%s","microseconds":%.1f})"
        "\n",
        rows_, kDays, grid.size, kernels.instructions, name, microseconds);
  }

  std::size_t rows_;
  UsedDetections detections_;
};

}  // namespace

int main() {
  for (const std::size_t rows : {30u, 100u, 300u, 1000u, 3000u}) {
    Bench bench(rows);
    bench.blocks("FFT", Phases::exact, Method::nufft);
    if (rows <= kMostDirectRows) bench.blocks("direct sums", Phases::exact, Method::direct);
    bench.definition();
    bench.blocks("phases of the original", Phases::original, Method::original);
  }
}
