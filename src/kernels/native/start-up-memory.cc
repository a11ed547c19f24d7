#include "start-up-memory.h"

#if defined(__linux__)
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#endif

namespace unroll {

#if defined(__linux__)

namespace {

bool holdsRelocatedCode(const dl_phdr_info& library) {
  for (int i = 0; i < library.dlpi_phnum; i++) {
    const auto& header = library.dlpi_phdr[i];
    if (header.p_type != PT_DYNAMIC) continue;
    const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(library.dlpi_addr + header.p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++) {
      if (entry->d_tag == DT_TEXTREL) return true;
    }
  }
  return false;
}

/** Segments that are never written are copies of the file: they can be read again at any time. */
int releaseSegments(dl_phdr_info* library, size_t, void*) {
  if (std::strstr(library->dlpi_name, "libtensorflow") == nullptr) return 0;
  if (holdsRelocatedCode(*library)) return 0;
  const uintptr_t page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  for (int i = 0; i < library->dlpi_phnum; i++) {
    const auto& header = library->dlpi_phdr[i];
    if (header.p_type != PT_LOAD || (header.p_flags & PF_W) != 0) continue;
    // Whole pages: neighbours may share the first and the last.
    const uintptr_t start = library->dlpi_addr + header.p_vaddr;
    const uintptr_t first = (start + page - 1) / page * page;
    const uintptr_t end = (start + header.p_filesz) / page * page;
    if (end > first) madvise(reinterpret_cast<void*>(first), end - first, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void releaseStartUpMemory() {
  dl_iterate_phdr(releaseSegments, nullptr);
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

#else

void releaseStartUpMemory() {}

#endif

}  // namespace unroll
