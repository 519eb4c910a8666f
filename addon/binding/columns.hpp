// Between JavaScript and the core: columns in, results out. No formula here.
#pragma once

#include <napi.h>

#include "extract.hpp"
#include "light_curve.hpp"

namespace larch::binding {

// Copies the columns. Throws Napi::TypeError naming the column that is of the wrong type or length.
LightCurve to_light_curve(const Napi::Object& input);

// { tooFewDetections, values, familyMicroseconds, quality: {...} }, quality as the service gives
// it.
Napi::Object to_result(Napi::Env env, const Extraction& extraction);

}  // namespace larch::binding
