// The class that JavaScript sees: threads that turn columns into features.
#pragma once

#include <napi.h>

#include <memory>

#include "worker_pool.hpp"

namespace larch::binding {

class Extractor : public Napi::ObjectWrap<Extractor> {
 public:
  static Napi::Function constructor(Napi::Env env);

  // new Extractor(threads)
  explicit Extractor(const Napi::CallbackInfo& info);
  void Finalize(Napi::Env env) override;

 private:
  // extract(lightCurve, families, compat) -> Promise of a result (columns.hpp). `families` are
  // indices into catalogue(). Rejects with code CANCELLED once stop() was called.
  Napi::Value extract(const Napi::CallbackInfo& info);
  // Running and waiting extractions reject as soon as they notice; extract() may still be called.
  void stop(const Napi::CallbackInfo& info);

  // Results wait for the event loop here; it is kept alive while there is one to come.
  Napi::ThreadSafeFunction results_;
  std::size_t pending_ = 0;
  std::unique_ptr<WorkerPool> pool_;
};

}  // namespace larch::binding
