#include "loaded-libraries.h"

#include <algorithm>

#if defined(_WIN32)
#include <windows.h>
// psapi.h needs windows.h before it.
#include <psapi.h>
#else
#include <dlfcn.h>
#if defined(__APPLE__)
#include <mach-o/dyld.h>
#else
#include <link.h>
#endif
#endif

namespace unroll {
namespace {

#if defined(_WIN32)

std::vector<std::string> everyLoadedPath() {
  std::vector<HMODULE> modules(1024);
  DWORD bytes = 0;
  const DWORD room = static_cast<DWORD>(modules.size() * sizeof(HMODULE));
  std::vector<std::string> paths;
  if (!EnumProcessModules(GetCurrentProcess(), modules.data(), room, &bytes)) return paths;
  modules.resize(std::min<size_t>(modules.size(), bytes / sizeof(HMODULE)));
  for (HMODULE module : modules) {
    char path[MAX_PATH * 4];
    if (GetModuleFileNameA(module, path, sizeof(path)) > 0) paths.emplace_back(path);
  }
  return paths;
}

void* openLoaded(const std::string& path) { return GetModuleHandleA(path.c_str()); }

void* addressOf(void* library, const char* symbol) {
  return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(library), symbol));
}

#else

#if defined(__APPLE__)

std::vector<std::string> everyLoadedPath() {
  std::vector<std::string> paths;
  for (uint32_t i = 0; i < _dyld_image_count(); i++) {
    if (const char* path = _dyld_get_image_name(i)) paths.emplace_back(path);
  }
  return paths;
}

#else

int collectPath(struct dl_phdr_info* info, size_t, void* paths) {
  if (info->dlpi_name != nullptr) {
    static_cast<std::vector<std::string>*>(paths)->emplace_back(info->dlpi_name);
  }
  return 0;
}

std::vector<std::string> everyLoadedPath() {
  std::vector<std::string> paths;
  dl_iterate_phdr(collectPath, &paths);
  return paths;
}

#endif

/** Without loading anything: a second TensorFlow in one process would not share its registry. */
void* openLoaded(const std::string& path) { return dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD); }

void* addressOf(void* library, const char* symbol) { return dlsym(library, symbol); }

#endif

}  // namespace

LoadedLibraries::LoadedLibraries(const std::string& partOfPath) {
  for (const std::string& path : everyLoadedPath()) {
    if (path.find(partOfPath) == std::string::npos) continue;
    if (void* handle = openLoaded(path)) {
      paths_.push_back(path);
      handles_.push_back(handle);
    }
  }
}

void* LoadedLibraries::find(const char* symbol) const {
  for (void* handle : handles_) {
    if (void* address = addressOf(handle, symbol)) return address;
  }
  return nullptr;
}

}  // namespace unroll
