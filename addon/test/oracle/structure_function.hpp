// The structure function by its definition: for every bin, every pair of rows.
#pragma once

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace larch::oracle {

// {A, gamma} of the least squares line log10 SF = log10 A + gamma log10 tau, without limits on
// either; needs at least two usable bins.
inline std::pair<double, double> structure_function(const std::vector<double>& time,
                                                    const std::vector<double>& magnitude,
                                                    const std::vector<double>& error) {
  double n = 0.0, sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;
  for (int k = 0; k < 26; ++k) {
    const double low = 5.0 * std::pow(10.0, 0.1 * k);
    const double high = 5.0 * std::pow(10.0, 0.1 * (k + 1));
    double variance = 0.0;
    int pairs = 0;
    for (std::size_t i = 0; i < time.size(); ++i) {
      for (std::size_t j = 0; j < time.size(); ++j) {
        const double lag = time[j] - time[i];
        if (!(lag >= low && lag < high && lag <= 365.0)) continue;
        variance +=
            std::pow(magnitude[i] - magnitude[j], 2) - error[i] * error[i] - error[j] * error[j];
        ++pairs;
      }
    }
    const double lag = (low + high) / 2.0 / 365.0;
    if (pairs == 0 || variance < 0.0 || lag <= 0.01 || lag > 0.5) continue;
    const double x = std::log10(lag);
    const double y = std::log10(std::sqrt(variance / pairs));
    n += 1.0;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  }
  const double gamma = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  return {std::pow(10.0, (sy - gamma * sx) / n), gamma};
}

}  // namespace larch::oracle
