#include "columns.hpp"

#include <string>
#include <string_view>

namespace larch::binding {
namespace {

// The one vocabulary of complaints about arguments.
Napi::TypeError invalid_argument(Napi::Env env, std::string_view name, std::string_view expected) {
  return Napi::TypeError::New(env, std::string(name) + " must be " + std::string(expected));
}

double number_or_missing(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  return value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : kMissing;
}

Napi::Object object_member(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (!value.IsObject()) throw invalid_argument(object.Env(), name, "an object");
  return value.As<Napi::Object>();
}

std::vector<double> optional_column(const Napi::Object& columns, const char* name,
                                    std::size_t rows) {
  const Napi::Value value = columns.Get(name);
  if (value.IsUndefined()) return {};
  if (!value.IsTypedArray() ||
      value.As<Napi::TypedArray>().TypedArrayType() != napi_float64_array ||
      value.As<Napi::TypedArray>().ElementLength() != rows) {
    throw invalid_argument(columns.Env(), name, "a Float64Array as long as mjd");
  }
  const auto array = value.As<Napi::Float64Array>();
  return {array.Data(), array.Data() + rows};
}

std::vector<double> column(const Napi::Object& columns, const char* name, std::size_t rows) {
  if (columns.Get(name).IsUndefined()) {
    throw invalid_argument(columns.Env(), name, "a Float64Array as long as mjd");
  }
  return optional_column(columns, name, rows);
}

std::vector<Band> band_column(const Napi::Object& columns, std::size_t rows) {
  const Napi::Value value = columns.Get("band");
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array ||
      value.As<Napi::TypedArray>().ElementLength() != rows) {
    throw invalid_argument(columns.Env(), "band", "a Uint8Array as long as mjd");
  }
  const auto array = value.As<Napi::Uint8Array>();
  std::vector<Band> bands;
  bands.reserve(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    if (array[row] < 1 || array[row] > 3) {
      throw invalid_argument(columns.Env(), "band", "made of the codes 1, 2 and 3");
    }
    bands.push_back(static_cast<Band>(array[row]));
  }
  return bands;
}

std::size_t row_count(const Napi::Object& columns) {
  const Napi::Value mjd = columns.Get("mjd");
  if (!mjd.IsTypedArray()) throw invalid_argument(columns.Env(), "mjd", "a Float64Array");
  return mjd.As<Napi::TypedArray>().ElementLength();
}

Detections to_detections(const Napi::Object& columns) {
  const std::size_t rows = row_count(columns);
  Detections detections;
  detections.mjd = column(columns, "mjd", rows);
  detections.band = band_column(columns, rows);
  detections.mag = column(columns, "mag", rows);
  detections.mag_err = column(columns, "magErr", rows);
  detections.mag_corr = optional_column(columns, "magCorr", rows);
  detections.mag_err_corr_ext = optional_column(columns, "magErrCorrExt", rows);
  detections.is_diff_pos = optional_column(columns, "isDiffPos", rows);
  detections.rb = optional_column(columns, "rb", rows);
  detections.ra = optional_column(columns, "ra", rows);
  detections.dec = optional_column(columns, "dec", rows);
  detections.sgscore1 = optional_column(columns, "sgscore1", rows);
  return detections;
}

NonDetections to_non_detections(const Napi::Object& columns) {
  const std::size_t rows = row_count(columns);
  return {column(columns, "mjd", rows), band_column(columns, rows),
          column(columns, "limitingMag", rows)};
}

Napi::Object to_quality(Napi::Env env, const Quality& quality) {
  Napi::Object dropped = Napi::Object::New(env);
  for (std::size_t i = 0; i < kDropReasonNames.size(); ++i) {
    if (quality.dropped[i] > 0) {
      dropped.Set(std::string(kDropReasonNames[i]), static_cast<double>(quality.dropped[i]));
    }
  }
  Napi::Object used_per_band = Napi::Object::New(env);
  constexpr const char* kBandNames[] = {"g", "r", "i"};
  for (const Band band : {Band::g, Band::r, Band::i}) {
    const auto code = static_cast<std::size_t>(band);
    if (quality.used_per_band[code] > 0) {
      used_per_band.Set(kBandNames[code - 1], static_cast<double>(quality.used_per_band[code]));
    }
  }
  Napi::Object non_detections = Napi::Object::New(env);
  non_detections.Set("received", static_cast<double>(quality.non_detections_received));
  non_detections.Set("used", static_cast<double>(quality.non_detections_used));

  Napi::Object result = Napi::Object::New(env);
  result.Set("received", static_cast<double>(quality.received));
  result.Set("used", static_cast<double>(quality.used));
  result.Set("dropped", dropped);
  result.Set("usedPerBand", used_per_band);
  result.Set("timeSpanDays", quality.time_span);
  result.Set("nonDetections", non_detections);
  return result;
}

Napi::Float64Array to_array(Napi::Env env, const std::vector<double>& values, double scale = 1.0) {
  Napi::Float64Array array = Napi::Float64Array::New(env, values.size());
  for (std::size_t i = 0; i < values.size(); ++i) array[i] = values[i] * scale;
  return array;
}

}  // namespace

LightCurve to_light_curve(const Napi::Object& input) {
  LightCurve light_curve;
  light_curve.photometry =
      input.Get("total").ToBoolean() ? PhotometryKind::total : PhotometryKind::difference;
  light_curve.corrected = input.Get("corrected").ToBoolean();
  light_curve.ra = number_or_missing(input, "ra");
  light_curve.dec = number_or_missing(input, "dec");
  light_curve.detections = to_detections(object_member(input, "detections"));
  light_curve.non_detections = to_non_detections(object_member(input, "nonDetections"));
  if (light_curve.corrected &&
      (light_curve.detections.mag_corr.size() != light_curve.detections.size() ||
       light_curve.detections.mag_err_corr_ext.size() != light_curve.detections.size())) {
    throw invalid_argument(input.Env(), "magCorr and magErrCorrExt",
                           "given where the light curve is corrected");
  }
  const Napi::Object crossmatch = object_member(input, "crossmatch");
  light_curve.crossmatch = {
      number_or_missing(crossmatch, "W1"), number_or_missing(crossmatch, "W2"),
      number_or_missing(crossmatch, "W3"), number_or_missing(crossmatch, "W4"),
      number_or_missing(crossmatch, "sgscore1")};
  return light_curve;
}

Napi::Object to_result(Napi::Env env, const Extraction& extraction) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("tooFewDetections", extraction.too_few_detections);
  result.Set("quality", to_quality(env, extraction.quality));
  result.Set("values", to_array(env, extraction.values));
  result.Set("familyMicroseconds", to_array(env, extraction.family_nanoseconds, 1e-3));
  return result;
}

}  // namespace larch::binding
