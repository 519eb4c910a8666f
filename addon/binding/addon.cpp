// What the binary exports to JavaScript.
#include <napi.h>

#include "extractor.hpp"
#include "preprocess.hpp"
#include "registry.hpp"

namespace {

// [{ family, features: [{ name, unit, description, minimumPoints, citation: { text, doi } }] }]
Napi::Value catalogue(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto text = [&](std::string_view value) {
    return Napi::String::New(env, value.data(), value.size());
  };
  const auto to_citation = [&](const larch::Citation& source) {
    Napi::Object citation = Napi::Object::New(env);
    citation.Set("text", text(source.text));
    citation.Set("doi", source.doi.empty() ? env.Null() : text(source.doi));
    return citation;
  };
  Napi::Array families = Napi::Array::New(env);
  for (const larch::FeatureFamily* family : larch::feature_families()) {
    Napi::Array features = Napi::Array::New(env);
    for (const larch::FeatureInfo& info_of : larch::features_of(*family)) {
      Napi::Object feature = Napi::Object::New(env);
      feature.Set("name", info_of.name);
      feature.Set("unit", text(info_of.output->unit));
      feature.Set("description", text(info_of.output->description));
      feature.Set("minimumPoints", static_cast<double>(info_of.output->minimum_points));
      feature.Set("citation", to_citation(info_of.citation()));
      features.Set(features.Length(), feature);
    }
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("family", text(family->name));
    entry.Set("features", features);
    families.Set(families.Length(), entry);
  }
  return families;
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  exports.Set("catalogue", Napi::Function::New(env, catalogue));
  exports.Set("tooFewDetections", static_cast<double>(larch::kTooFewDetections));
  exports.Set("Extractor", larch::binding::Extractor::constructor(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(larch, initialise)
