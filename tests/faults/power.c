/* Loaded into a victim before its C library: kills it at the NTH time that it changes the disk.

   TIREK_POWER_NTH     which write, sync, rename, removal or truncation is the last one; 0: none
   TIREK_POWER_UNDER   only files below this folder count
   TIREK_POWER_LOSES   1: what was written to a file since its last sync is undone before the kill,
                       and so are names given since the last sync of their folder, as when the
                       power fails with pages in memory only
   TIREK_POWER_COUNT   a file into which the number of changes is written at a normal exit

   The kill comes before the change itself, so NTH = n leaves exactly n - 1 changes. Removals stand
   as they were made. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a write has covered: the bytes that lay there and the length that the file had. Or, with
   `to`, a name that was given: device and inode are the folder's then, `from` the former name
   (NULL for a link), and `handle` the file that had the name before, if there was one. */
struct undo {
    dev_t device;
    ino_t inode;
    int handle;
    char *from, *to;
    off_t at, length;
    size_t size;
    char *bytes;
    struct undo *older;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct undo *undos;
static long changes, last;
static const char *under;
static int loses;

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

static ssize_t put_back(int fd, const void *data, size_t size, off_t at) {
    REAL(pwrite);
    return real(fd, data, size, at);
}

__attribute__((constructor)) static void begin(void) {
    const char *nth = getenv("TIREK_POWER_NTH"), *how = getenv("TIREK_POWER_LOSES");
    under = getenv("TIREK_POWER_UNDER");
    last = nth ? atol(nth) : 0;
    loses = how && *how == '1';
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("TIREK_POWER_COUNT");
    FILE *out = path ? fopen(path, "w") : NULL;
    if (out) {
        fprintf(out, "%ld\n", changes);
        fclose(out);
    }
}

static int below(const char *path) {
    char full[PATH_MAX];
    if (!under || !path) return 0;
    if (*path != '/') {
        if (!getcwd(full, sizeof full)) return 0;
        return !strncmp(full, under, strlen(under));
    }
    return !strncmp(path, under, strlen(under));
}

static int counts(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size <= 0) return 0;
    path[size] = 0;
    return below(path);
}

static void name_back(const struct undo *one) {
    static __typeof__(rename) *real_rename;
    static __typeof__(unlink) *real_unlink;
    if (!real_rename) real_rename = dlsym(RTLD_NEXT, "rename");
    if (!real_unlink) real_unlink = dlsym(RTLD_NEXT, "unlink");
    char bytes[65536];
    ssize_t size;
    if (one->from ? real_rename(one->to, one->from) : real_unlink(one->to)) return;
    if (one->handle < 0) return;
    int out = open(one->to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    for (off_t at = 0; (size = pread(one->handle, bytes, sizeof bytes, at)) > 0; at += size)
        if (put_back(out, bytes, size, at) != size) return;
}

static void fail(void) {
    for (struct undo *one = loses ? undos : NULL; one; one = one->older) {
        if (one->to) {
            name_back(one);
            continue;
        }
        if (one->size) put_back(one->handle, one->bytes, one->size, one->at);
        if (ftruncate(one->handle, one->length)) break;
    }
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static void change(void) {
    if (++changes == last) {
        last = 0;
        fail();
    }
}

static void cover(int fd, size_t size, off_t at) {
    struct stat found;
    if (!loses || fstat(fd, &found) || !S_ISREG(found.st_mode)) return;
    struct undo *made = calloc(1, sizeof *made);
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    made->device = found.st_dev;
    made->inode = found.st_ino;
    made->handle = open(link, O_RDWR | O_CLOEXEC);
    made->at = at < 0 ? found.st_size : at;
    made->length = found.st_size;
    made->bytes = malloc(size ? size : 1);
    ssize_t had = pread(made->handle, made->bytes, size, made->at);
    made->size = had > 0 ? (size_t)had : 0;
    made->older = undos;
    undos = made;
}

/* `from` gets the name `to`, or it is linked (from: NULL). */
static void named(const char *from, const char *to) {
    char folder[PATH_MAX];
    struct stat found;
    if (!loses || strlen(to) >= sizeof folder) return;
    strcpy(folder, to);
    char *slash = strrchr(folder, '/');
    if (slash) *slash = 0; else strcpy(folder, ".");
    if (stat(folder, &found)) return;
    struct undo *made = calloc(1, sizeof *made);
    made->device = found.st_dev;
    made->inode = found.st_ino;
    made->handle = from ? open(to, O_RDONLY | O_CLOEXEC) : -1;
    made->from = from ? strdup(from) : NULL;
    made->to = strdup(to);
    made->older = undos;
    undos = made;
}

/* What is behind fd is on the disk now; or, if `all`, everything on its disk. */
static void settled(int fd, int all) {
    struct stat found;
    if (fstat(fd, &found)) return;
    for (struct undo **at = &undos; *at;) {
        struct undo *one = *at;
        if (one->device == found.st_dev && (all || one->inode == found.st_ino)) {
            *at = one->older;
            if (one->handle >= 0) close(one->handle);
            free(one->bytes);
            free(one->from);
            free(one->to);
            free(one);
        } else at = &one->older;
    }
}

#define BEFORE(relevant, then) \
    if (relevant) { pthread_mutex_lock(&lock); change(); then; pthread_mutex_unlock(&lock); }

static off_t place(int fd) {
    return fcntl(fd, F_GETFL) & O_APPEND ? -1 : lseek(fd, 0, SEEK_CUR);
}

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    BEFORE(counts(fd), cover(fd, size, place(fd)))
    return real(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(pwrite);
    BEFORE(counts(fd), cover(fd, size, at))
    return real(fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    REAL(pwrite64);
    BEFORE(counts(fd), cover(fd, size, at))
    return real(fd, data, size, at);
}
int fsync(int fd) {
    REAL(fsync);
    BEFORE(counts(fd), (void)0)
    int done = real(fd);
    pthread_mutex_lock(&lock);
    settled(fd, 0);
    pthread_mutex_unlock(&lock);
    return done;
}
int fdatasync(int fd) {
    REAL(fdatasync);
    BEFORE(counts(fd), (void)0)
    int done = real(fd);
    pthread_mutex_lock(&lock);
    settled(fd, 0);
    pthread_mutex_unlock(&lock);
    return done;
}
int syncfs(int fd) {
    REAL(syncfs);
    BEFORE(counts(fd), (void)0)
    int done = real(fd);
    pthread_mutex_lock(&lock);
    settled(fd, 1);
    pthread_mutex_unlock(&lock);
    return done;
}
int ftruncate(int fd, off_t size) {
    REAL(ftruncate);
    BEFORE(last && counts(fd), (void)0)
    return real(fd, size);
}
int rename(const char *from, const char *to) {
    REAL(rename);
    BEFORE(below(to), named(from, to))
    return real(from, to);
}
int link(const char *from, const char *to) {
    REAL(link);
    BEFORE(below(to), named(NULL, to))
    return real(from, to);
}
int unlink(const char *path) {
    REAL(unlink);
    BEFORE(below(path), (void)0)
    return real(path);
}
