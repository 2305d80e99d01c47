/* Faults at the n-th call that changes a file: preloaded into the program, which knows nothing of it.
 *
 *   FAULT_ROOTS   folders, separated by ':'; only calls on what lies below them count
 *   FAULT_AT      number of the call, from 1; 0: none, calls are only counted
 *   FAULT_DO      kill         SIGKILL to this process, before the call is done
 *                 kill-group   SIGKILL to the process group
 *                 torn         half of what is to be written is, then as kill-group
 *                 stop         SIGSTOP to this process, before the call is done
 *                 ERRNO        this call and all that follow and need room fail with this number
 *                 once:ERRNO   this call alone
 *   FAULT_COUNT   file that gets the number of calls, when the program ends by itself
 *   FAULT_TRACE   file that gets a line for every call
 *   FAULT_CLOCK   "S" or "S,N:S2": the time of day is S seconds off, and from the n-th call on S2
 *
 * Children run without it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static atomic_long calls;
static long at;
static int fails_with, once, group, torn, stops, armed;
static int trace = -1;
static char roots[4096];
static pid_t owner;
static double off_s, later_off_s;
static long later = -1;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    const char *clock = getenv("FAULT_CLOCK");
    if (clock != NULL) sscanf(clock, "%lf,%ld:%lf", &off_s, &later, &later_off_s);
    if (clock != NULL) unsetenv("LD_PRELOAD");
    const char *given = getenv("FAULT_ROOTS"), *act = getenv("FAULT_DO"), *number = getenv("FAULT_AT");
    if (given == NULL) return;
    snprintf(roots, sizeof roots, "%s", given);
    at = number ? atol(number) : 0;
    if (act != NULL && strcmp(act, "kill") != 0) {
        group = strcmp(act, "kill-group") == 0 || strcmp(act, "torn") == 0;
        torn = strcmp(act, "torn") == 0;
        once = strncmp(act, "once:", 5) == 0;
        stops = strcmp(act, "stop") == 0;
        if (!group && !stops) fails_with = atoi(once ? act + 5 : act);
    }
    if (getenv("FAULT_TRACE")) trace = open(getenv("FAULT_TRACE"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    owner = getpid();
    armed = 1;
    unsetenv("LD_PRELOAD");
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAULT_COUNT");
    if (!armed || path == NULL || getpid() != owner) return;
    armed = 0;
    FILE *file = fopen(path, "w");
    if (file) { fprintf(file, "%ld\n", atomic_load(&calls)); fclose(file); }
}

static int below(const char *path) {
    for (const char *root = roots; *root;) {
        size_t length = strcspn(root, ":");
        if (length && strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0)) return 1;
        root += length + (root[length] == ':');
    }
    return 0;
}

static int named(int folder, const char *path, char *whole) {
    char link[64], base[PATH_MAX];
    if (path[0] == '/') { snprintf(whole, PATH_MAX, "%s", path); return below(whole); }
    if (folder == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, base, sizeof base - 1);
    if (length < 0) return 0;
    base[length] = 0;
    int fits = snprintf(whole, PATH_MAX, "%s/%s", base, path) < PATH_MAX;
    return fits && below(whole);
}

static int opened(int fd, char *whole) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, whole, PATH_MAX - 1);
    if (length < 0) return 0;
    whole[length] = 0;
    return below(whole);
}

static void die(void) {
    if (group) kill(0, SIGKILL);
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

/* 0: go on; -1: the call fails, with errno set; 1: the write is to be torn. */
static int due(const char *what, const char *path, const char *other, int takes_room) {
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (trace >= 0) {
        char line[2 * PATH_MAX + 32];
        int length = snprintf(line, sizeof line, "%s\t%s\t%s\n", what, path, other ? other : "");
        if (length > 0) syscall(SYS_write, trace, line, (size_t)length);
    }
    if (at == 0 || number < at) return 0;
    if (fails_with) {
        if (once ? number != at : !takes_room) return 0;
        errno = fails_with;
        return -1;
    }
    if (number > at) return 0;
    if (stops) {
        kill(getpid(), SIGSTOP);
        return 0;
    }
    if (torn && takes_room == 2) return 1;
    die();
    return 0;
}

static void set_off(struct timespec *now) {
    now->tv_sec += (time_t)(later >= 0 && atomic_load(&calls) >= later ? later_off_s : off_s);
}

int clock_gettime(clockid_t which, struct timespec *now) {
    int done = (int)syscall(SYS_clock_gettime, which, now);
    if (done == 0 && which == CLOCK_REALTIME) set_off(now);
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec found;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &found);
    now->tv_sec = found.tv_sec;
    now->tv_usec = found.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *seconds) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (seconds) *seconds = found.tv_sec;
    return found.tv_sec;
}

ssize_t write(int fd, const void *data, size_t size) {
    char path[PATH_MAX];
    if (armed && opened(fd, path)) {
        int fate = due("write", path, NULL, 2);
        if (fate < 0) return -1;
        if (fate > 0) { REAL(write)(fd, data, size / 2); die(); }
    }
    return REAL(write)(fd, data, size);
}

#define PWRITE(name, offset_type)                                                         \
    ssize_t name(int fd, const void *data, size_t size, offset_type offset) {             \
        char path[PATH_MAX];                                                              \
        if (armed && opened(fd, path)) {                                                  \
            int fate = due("write", path, NULL, 2);                                       \
            if (fate < 0) return -1;                                                      \
            if (fate > 0) { REAL(name)(fd, data, size / 2, offset); die(); }              \
        }                                                                                 \
        return REAL(name)(fd, data, size, offset);                                        \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define ON_FD(name, word, room, declared, passed)                                         \
    int name declared {                                                                   \
        char path[PATH_MAX];                                                              \
        if (armed && opened(fd, path) && due(word, path, NULL, room) < 0) return -1;      \
        return REAL(name) passed;                                                         \
    }
ON_FD(fsync, "sync", 1, (int fd), (fd))
ON_FD(fdatasync, "sync", 1, (int fd), (fd))
ON_FD(ftruncate, "truncate", 0, (int fd, off_t size), (fd, size))
ON_FD(ftruncate64, "truncate", 0, (int fd, off64_t size), (fd, size))

#define ON_PATH(name, word, room, folder, declared, passed)                               \
    int name declared {                                                                   \
        char whole[PATH_MAX];                                                             \
        if (armed && named(folder, path, whole) && due(word, whole, NULL, room) < 0) return -1; \
        return REAL(name) passed;                                                         \
    }
ON_PATH(unlink, "unlink", 0, AT_FDCWD, (const char *path), (path))
ON_PATH(unlinkat, "unlink", 0, folder, (int folder, const char *path, int flags), (folder, path, flags))
ON_PATH(rmdir, "unlink", 0, AT_FDCWD, (const char *path), (path))
ON_PATH(mkdir, "mkdir", 1, AT_FDCWD, (const char *path, mode_t mode), (path, mode))
ON_PATH(mkdirat, "mkdir", 1, folder, (int folder, const char *path, mode_t mode), (folder, path, mode))

static int moved(int from, const char *path, int to, const char *target) {
    char whole[PATH_MAX], other[PATH_MAX];
    int counts = armed && named(to, target, other);
    if (counts) named(from, path, whole);
    return counts && due("rename", whole, other, 1) < 0 ? -1 : 0;
}

int rename(const char *path, const char *target) {
    return moved(AT_FDCWD, path, AT_FDCWD, target) ? -1 : REAL(rename)(path, target);
}

int renameat(int from, const char *path, int to, const char *target) {
    return moved(from, path, to, target) ? -1 : REAL(renameat)(from, path, to, target);
}

#define OPEN(name, folder, declared, passed)                                              \
    int name declared {                                                                   \
        char whole[PATH_MAX];                                                             \
        mode_t mode = 0;                                                                  \
        if (flags & (O_CREAT | __O_TMPFILE)) {                                            \
            va_list more;                                                                 \
            va_start(more, flags);                                                        \
            mode = va_arg(more, mode_t);                                                  \
            va_end(more);                                                                 \
            if (armed && named(folder, path, whole) && due("create", whole, NULL, 1) < 0) return -1; \
        }                                                                                 \
        return REAL(name) passed;                                                         \
    }
OPEN(open, AT_FDCWD, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, AT_FDCWD, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, folder, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
OPEN(openat64, folder, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
