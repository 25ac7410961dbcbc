/* Loaded into a victim before its C library: the time of day is whatever a test says.

   TIREK_CLOCK_FILE    eight bytes: nanoseconds to add to the machine's clock, read at every look,
                       so that the clock jumps under a program that runs

   Only the time of day moves: waits are measured by the monotonic clock, as on a real box. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t *added;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TIREK_CLOCK_FILE");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *map = mmap(NULL, sizeof *added, PROT_READ, MAP_SHARED, file, 0);
    if (map != MAP_FAILED) added = map;
    close(file);
}

int clock_gettime(clockid_t which, struct timespec *out) {
    static __typeof__(clock_gettime) *real;
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(which, out);
    if (!done && added && which == CLOCK_REALTIME) {
        int64_t now = (int64_t)out->tv_sec * 1000000000 + out->tv_nsec + *added;
        out->tv_sec = now / 1000000000;
        out->tv_nsec = now % 1000000000;
    }
    return done;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone) {
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    out->tv_sec = now.tv_sec;
    out->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}
