/* Loaded into a victim before its C library: a disk that fails as a test says, while it runs.

   TIREK_DISK_FILE     one byte, read at every look: 0 all is well, 1 what is written or synced fails
                       with EIO, 2 the file system has become read-only, 3 every sync takes 0.2 s
   TIREK_DISK_UNDER    only files below this folder */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile const char *how;
static const char *under;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TIREK_DISK_FILE");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    under = getenv("TIREK_DISK_UNDER");
    if (file < 0 || !under) return;
    void *map = mmap(NULL, 1, PROT_READ, MAP_SHARED, file, 0);
    if (map != MAP_FAILED) how = map;
    close(file);
}

static int fails(int fd) {
    char link[64], path[PATH_MAX];
    if (!how || *how < 1 || *how > 2) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size <= 0) return 0;
    path[size] = 0;
    if (strncmp(path, under, strlen(under)) || strstr(path, "serve.log")) return 0;
    errno = *how == 1 ? EIO : EROFS;
    return 1;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    return fails(fd) ? -1 : real(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(pwrite);
    return fails(fd) ? -1 : real(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    return fails(fd) ? -1 : real(fd, data, size, at);
}
int fsync(int fd) {
    REAL(fsync);
    if (how && *how == 3) usleep(200000);
    return fails(fd) ? -1 : real(fd);
}
int fdatasync(int fd) {
    REAL(fdatasync);
    if (how && *how == 3) usleep(200000);
    return fails(fd) ? -1 : real(fd);
}
int ftruncate(int fd, off_t size) {
    REAL(ftruncate);
    return fails(fd) ? -1 : real(fd, size);
}
