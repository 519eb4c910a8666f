#include "kernels.hpp"

#include <vector>

namespace larch {

namespace portable {
extern constinit const Kernels kernels;
}
#ifdef LARCH_X86
namespace avx2 {
extern constinit const Kernels kernels;
}
namespace avx512 {
extern constinit const Kernels kernels;
}
#endif

std::span<const Kernels* const> supported_kernels() {
  static const std::vector<const Kernels*> supported = [] {
    std::vector<const Kernels*> found;
#ifdef LARCH_X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
      found.push_back(&avx512::kernels);
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
      found.push_back(&avx2::kernels);
    }
#endif
    found.push_back(&portable::kernels);
    return found;
  }();
  return supported;
}

}  // namespace larch
