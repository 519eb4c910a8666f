#include "extractor.hpp"

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "columns.hpp"
#include "extract.hpp"
#include "registry.hpp"
#include "sample.hpp"

namespace larch::binding {
namespace {

// Input half, then output half: written on the event loop, then by a thread, then read on the loop.
struct Job {
  Napi::Promise::Deferred deferred;
  LightCurve light_curve;
  std::vector<const FeatureFamily*> families;
  ExtractOptions options;

  Extraction extraction;
  bool cancelled = false;
  std::string error;

  explicit Job(Napi::Env env) : deferred(Napi::Promise::Deferred::New(env)) {}

  void run(std::stop_token stop) {
    try {
      extraction = larch::extract(light_curve, families, std::move(stop), options);
    } catch (const Cancelled& reason) {
      cancelled = true;
      error = reason.what();
    } catch (const std::exception& reason) {
      error = reason.what();
    }
  }

  void settle(Napi::Env env) {
    if (error.empty()) {
      deferred.Resolve(to_result(env, extraction));
      return;
    }
    const Napi::Error reason = Napi::Error::New(env, error);
    if (cancelled) reason.Set("code", Napi::String::New(env, "CANCELLED"));
    deferred.Reject(reason.Value());
  }
};

std::vector<const FeatureFamily*> to_families(const Napi::Value& value) {
  const auto known = feature_families();
  if (!value.IsArray()) throw Napi::TypeError::New(value.Env(), "families must be an array");
  const auto indices = value.As<Napi::Array>();
  std::vector<const FeatureFamily*> families;
  families.reserve(indices.Length());
  for (std::uint32_t i = 0; i < indices.Length(); ++i) {
    const std::uint32_t index = indices.Get(i).ToNumber().Uint32Value();
    if (index >= known.size()) {
      throw Napi::RangeError::New(value.Env(), "families must be indices into catalogue()");
    }
    families.push_back(known[index]);
  }
  return families;
}

}  // namespace

Napi::Function Extractor::constructor(Napi::Env env) {
  return DefineClass(
      env, "Extractor",
      {InstanceMethod("extract", &Extractor::extract), InstanceMethod("stop", &Extractor::stop)});
}

Extractor::Extractor(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Extractor>(info) {
  const std::int32_t threads = info[0].IsNumber() ? info[0].As<Napi::Number>().Int32Value() : 0;
  if (threads < 1) throw Napi::RangeError::New(info.Env(), "threads must be at least 1");
  results_ = Napi::ThreadSafeFunction::New(
      info.Env(), Napi::Function::New(info.Env(), [](const Napi::CallbackInfo&) {}), "larch", 0, 1);
  results_.Unref(info.Env());
  pool_ = std::make_unique<WorkerPool>(static_cast<unsigned>(threads));
}

// The thread-safe function is left to the environment, which frees it when it ends: released here,
// while the environment is ending, it locks a mutex that Node 24 holds.
void Extractor::Finalize(Napi::Env) { pool_.reset(); }

Napi::Value Extractor::extract(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsObject()) throw Napi::TypeError::New(env, "the light curve must be an object");
  auto job = std::make_unique<Job>(env);
  job->light_curve = to_light_curve(info[0].As<Napi::Object>());
  job->families = to_families(info[1]);
  job->options.compat = info[2].ToBoolean();
  const Napi::Promise promise = job->deferred.Promise();

  if (pending_++ == 0) results_.Ref(env);
  pool_->submit([this, job = job.release()](std::stop_token stop) {
    job->run(std::move(stop));
    const napi_status status =
        results_.BlockingCall(job, [this](Napi::Env env, Napi::Function, Job* finished) {
          const std::unique_ptr<Job> owned(finished);
          if (--pending_ == 0) results_.Unref(env);
          owned->settle(env);
        });
    // The environment is going away, and the promise with it.
    if (status != napi_ok) delete job;
  });
  return promise;
}

void Extractor::stop(const Napi::CallbackInfo&) { pool_->stop(); }

}  // namespace larch::binding
