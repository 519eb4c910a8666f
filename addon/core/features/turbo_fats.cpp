// The features of FATS as the turbo-fats library computes them: 26 statistics of one band, from
// its moments and order statistics to fits of a structure function and an autoregressive model.
//
// The formula of each stands with its function: in turbo_fats/distribution.hpp where the order of
// the rows does not matter, in turbo_fats/sequence.hpp where it does, and in
// turbo_fats/structure_function.hpp and turbo_fats/irregular_autoregressive.hpp.
#include <algorithm>
#include <iterator>

#include "../feature.hpp"
#include "../sample.hpp"
#include "../statistics.hpp"
#include "turbo_fats/distribution.hpp"
#include "turbo_fats/irregular_autoregressive.hpp"
#include "turbo_fats/sequence.hpp"
#include "turbo_fats/structure_function.hpp"

namespace larch::features {
namespace {

constexpr std::size_t kMinimumPoints = 6;

constexpr Citation kStetson{"Stetson 1996, PASP 108, 851", "10.1086/133808"};
constexpr Citation kMcLaughlin{"McLaughlin et al. 1996, ApJ 473, 763", "10.1086/178188"};
constexpr Citation kSchmidt{"Schmidt et al. 2010, ApJ 714, 1194", "10.1088/0004-637X/714/2/1194"};
constexpr Citation kRichards{"Richards et al. 2011, ApJ 733, 10", "10.1088/0004-637X/733/1/10"};
constexpr Citation kAllevato{"Allevato et al. 2013, ApJ 771, 9", "10.1088/0004-637X/771/1/9"};
constexpr Citation kEyheramendy{"Eyheramendy et al. 2018, MNRAS 481, 4311",
                                "10.1093/mnras/sty2487"};

constexpr Output kOutputs[] = {
    {"Amplitude", "mag", "Half the difference between the medians of the faintest and brightest 5%",
     kMinimumPoints},
    {"AndersonDarling", "1", "Departure from a normal distribution, 0 to 1", kMinimumPoints},
    {"Autocor_length", "1", "Lag, in detections, at which the autocorrelation falls below 1/e",
     kMinimumPoints},
    {"Beyond1Std", "1", "Fraction of detections beyond one standard deviation of the weighted mean",
     kMinimumPoints, &kRichards},
    {"Con", "1", "Fraction of runs of three detections beyond two standard deviations",
     kMinimumPoints},
    {"Eta_e", "1",
     "Variability from one detection to the next, weighted by time, over the variance",
     kMinimumPoints},
    {"Gskew", "mag", "Skewness from the medians of the brightest and faintest 3%", kMinimumPoints},
    {"MaxSlope", "mag/d", "Steepest change between consecutive detections", kMinimumPoints},
    {"Mean", "mag", "Mean magnitude", kMinimumPoints},
    {"Meanvariance", "1", "Standard deviation over mean magnitude", kMinimumPoints},
    {"MedianAbsDev", "mag", "Median absolute deviation from the median", kMinimumPoints},
    {"MedianBRP", "1", "Fraction of detections within a tenth of the range of the median",
     kMinimumPoints, &kRichards},
    {"PairSlopeTrend", "1", "Rising minus falling steps among the last 30 detections, over 30",
     kMinimumPoints},
    {"PercentAmplitude", "1", "Largest deviation from the median, over the median", kMinimumPoints},
    {"Q31", "mag", "Difference between the 75th and the 25th percentile of the magnitudes",
     kMinimumPoints},
    {"Rcs", "1", "Range of the cumulative sum of the standardised magnitudes", kMinimumPoints},
    {"Skew", "1", "Skewness of the magnitudes", kMinimumPoints},
    {"SmallKurtosis", "1", "Excess kurtosis of the magnitudes, corrected for small samples",
     kMinimumPoints},
    {"Std", "mag", "Standard deviation of the magnitudes", kMinimumPoints},
    {"StetsonK", "1", "Stetson's K, a kurtosis that is robust and weighted by the errors",
     kMinimumPoints, &kStetson},
    {"Pvar", "1", "Probability that the source is variable, given the errors", kMinimumPoints,
     &kMcLaughlin},
    {"ExcessVar", "1", "Variance beyond the errors, over the squared mean magnitude",
     kMinimumPoints, &kAllevato},
    {"SF_ML_amplitude", "mag", "Structure function at a lag of one year", kMinimumPoints,
     &kSchmidt},
    {"SF_ML_gamma", "1", "Logarithmic slope of the structure function", kMinimumPoints, &kSchmidt},
    {"IAR_phi", "1", "Coefficient of an irregular autoregressive model at a lag of one day",
     kMinimumPoints, &kEyheramendy},
    {"LinearTrend", "mag/d", "Slope of a straight line through the magnitudes", kMinimumPoints},
};

void evaluate(Sample& sample, BandSample& band, std::span<double> out) {
  const turbo_fats::StructureFunction structure = turbo_fats::structure_function(sample, band);
  const double values[] = {
      turbo_fats::amplitude(band),
      turbo_fats::anderson_darling(band),
      turbo_fats::autocorrelation_length(sample, band),
      turbo_fats::beyond_1_std(band),
      turbo_fats::consecutive_outliers(band),
      turbo_fats::eta_e(band),
      turbo_fats::gskew(band),
      turbo_fats::max_slope(band),
      band.mean(),
      band.standard_deviation() / band.mean(),
      turbo_fats::median_absolute_deviation(band),
      turbo_fats::median_buffer_range_percentage(band),
      turbo_fats::pair_slope_trend(band),
      turbo_fats::percent_amplitude(band),
      band.interquartile_range(),
      turbo_fats::cumulative_sum_range(band),
      turbo_fats::skew(band),
      turbo_fats::small_kurtosis(band),
      band.standard_deviation(),
      turbo_fats::stetson_k(band),
      turbo_fats::variability_probability(band),
      turbo_fats::excess_variance(band),
      structure.amplitude,
      structure.gamma,
      turbo_fats::irregular_autoregressive_phi(sample, band),
      slope(band.time, band.magnitude),
  };
  static_assert(std::size(values) == std::size(kOutputs));
  std::ranges::copy(values, out.begin());
}

}  // namespace

extern constinit const FeatureFamily turbo_fats{
    "Turbo-FATS",
    kOutputs,
    Column::time | Column::magnitude | Column::error,
    {"Nun et al. 2015, arXiv:1506.00010", "10.48550/arXiv.1506.00010"},
    PerBand{evaluate}};

}  // namespace larch::features
