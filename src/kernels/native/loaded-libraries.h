#pragma once

#include <string>
#include <vector>

namespace unroll {

/** Shared libraries that this process has loaded and whose path contains a given text. */
class LoadedLibraries {
 public:
  explicit LoadedLibraries(const std::string& partOfPath);

  /** The first of them that exports the symbol gives its address; null where none does. */
  void* find(const char* symbol) const;

  const std::vector<std::string>& paths() const { return paths_; }

 private:
  std::vector<std::string> paths_;
  std::vector<void*> handles_;
};

}  // namespace unroll
