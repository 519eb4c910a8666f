#pragma once

#include <stdexcept>
#include <stop_token>

namespace larch {

// Thrown out of an extraction whose stop token was triggered.
struct Cancelled : std::runtime_error {
  Cancelled() : std::runtime_error("the extraction was cancelled") {}
};

// Long computations call this every few thousand operations.
inline void throw_if_stopped(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Cancelled();
}

}  // namespace larch
