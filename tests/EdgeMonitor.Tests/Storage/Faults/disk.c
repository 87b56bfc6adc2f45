/*
 * A disk under a real process: loaded before libc, it sees every call that changes a file below DISK_ROOT.
 *   DISK_TRACE   it writes each of them down, with the data, in the order in which they were made: from that the tests make what a power cut may leave.
 *   disk_fail()  it lets the n-th of them, or all from the n-th on, fail with an error of the tests' choice.
 *   DISK_FLAG    while that file is there, the calls of the kinds named in it fail: "<errno> <kinds>".
 * What .NET finds by dlsym is found here too, as P/Invoke asks libc itself and would pass this by.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPENS = 1, WRITES = 2, SIZES = 4, SYNCS = 8, NAMES = 16, MAPS = 32, READS = 64 };
enum { MOST = 65536 };

static pthread_mutex_t gate = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static unsigned char known[MOST]; /* 1: a file below the root, 2: a directory, 4: the test's own marks */
static uint64_t inodes[MOST];
static char *names[MOST]; /* of directories */
static char root[4096];
static const char *flag;
static int trace = -1, started;
static long calls, fail_at = -1, hits;
static int fail_with, fail_lasts, fail_kinds;

static void start(void) {
    if (started) return;
    started = 1;
    const char *given = getenv("DISK_ROOT"), *path = getenv("DISK_TRACE");
    flag = getenv("DISK_FLAG");
    if (given == NULL) return;
    strncpy(root, given, sizeof root - 2);
    if (path != NULL) trace = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static const char *below(const char *path) {
    start();
    size_t length = strlen(root);
    if (length == 0 || path == NULL || strncmp(path, root, length) != 0 || path[length] != '/') return NULL;
    return path + length + 1;
}

static void put(const void *bytes, size_t count) {
    const char *at = bytes;
    while (count > 0) {
        ssize_t done = syscall(SYS_write, trace, at, count);
        if (done <= 0) abort();
        at += done;
        count -= (size_t)done;
    }
}

static void tell(char kind, uint64_t inode, uint64_t number, const char *path, const void *data, size_t count) {
    if (trace < 0) return;
    struct { uint32_t kind, path; uint64_t data, inode, number; } head = { (uint32_t)kind, path ? (uint32_t)strlen(path) : 0, count, inode, number };
    put(&head, sizeof head);
    if (path) put(path, strlen(path));
    put(data, count);
}

/* Counts a call; the error with which it is to fail, or 0. */
static int fault(int kind) {
    calls++;
    if (fail_at >= 0 && (fail_kinds & kind) && (fail_lasts ? hits > 0 || --fail_at < 0 : --fail_at < 0)) {
        if (fail_lasts) fail_at = 0;
        else fail_at = -1;
        hits++;
        return fail_with;
    }
    if (flag != NULL) {
        char text[32] = { 0 };
        long fd = syscall(SYS_openat, AT_FDCWD, flag, O_RDONLY | O_CLOEXEC);
        if (fd >= 0) {
            long got = syscall(SYS_read, fd, text, sizeof text - 1);
            syscall(SYS_close, fd);
            char *rest;
            long error = got > 0 ? strtol(text, &rest, 10) : 0;
            if (error > 0 && (strtol(rest, NULL, 10) & kind)) return (int)error;
        }
    }
    return 0;
}

/* From here on count calls of these kinds; the one after so many fails, and where it lasts, all after it. */
void disk_fail(long after, int error, int lasts, int kinds) {
    pthread_mutex_lock(&gate);
    hits = 0;
    (fail_at = after, fail_with = error, fail_lasts = lasts, fail_kinds = kinds);
    pthread_mutex_unlock(&gate);
}

/* The disk is well again; how many calls have failed. */
long disk_heal(void) {
    pthread_mutex_lock(&gate);
    fail_at = -1;
    long failed = hits;
    pthread_mutex_unlock(&gate);
    return failed;
}

#define FAIL_IF(kind, otherwise) do { int error = fault(kind); if (error) { pthread_mutex_unlock(&gate); errno = error; return otherwise; } } while (0)

typedef void *(*dlsym_t)(void *, const char *);
static dlsym_t real_dlsym(void) {
    static dlsym_t real;
    static const char *versions[] = { "GLIBC_2.2.5", "GLIBC_2.17", "GLIBC_2.34", "GLIBC_2.4" };
    for (int i = 0; !real && i < 4; i++) real = (dlsym_t)dlvsym(RTLD_NEXT, "dlsym", versions[i]);
    return real;
}

static int is_file(int fd) { return fd >= 0 && fd < MOST && known[fd] == 1; }

static int opened(int fd, const char *path, int flags, int existed) {
    struct stat found;
    if (fd < 0 || fd >= MOST || fstat(fd, &found) != 0) return fd;
    known[fd] = S_ISDIR(found.st_mode) ? 2 : strcmp(path, "marks") == 0 ? 4 : 1;
    inodes[fd] = found.st_ino;
    free(names[fd]);
    names[fd] = known[fd] == 2 ? strdup(path) : NULL;
    if (known[fd] == 1) tell('O', found.st_ino, (existed ? 0 : 1) | (existed && (flags & O_TRUNC) ? 2 : 0), path, NULL, 0);
    return fd;
}

static int open_any(int directory, const char *path, int flags, mode_t mode) {
    const char *inside = below(path);
    if (inside == NULL) { /* may block, as the opening of a pipe does: nobody else must wait for it */
        int other = (int)syscall(SYS_openat, directory, path, flags, mode);
        if (other >= 0 && other < MOST) known[other] = 0;
        return other;
    }
    pthread_mutex_lock(&gate);
    int existed = 0, writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC));
    if (strcmp(inside, "marks") != 0) {
        existed = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
        FAIL_IF(writes ? OPENS : READS, -1);
    }
    int fd = (int)syscall(SYS_openat, directory, path, flags, mode), error = errno;
    opened(fd, inside, flags, existed);
    pthread_mutex_unlock(&gate);
    errno = error;
    return fd;
}

#define MODE(flags) mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }
int open(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return open_any(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return open_any(at, path, flags, mode); }

int close(int fd) {
    if (fd >= 0 && fd < MOST) known[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

/* A write that fails has written its first half, as a real one may. */
static ssize_t write_at(int fd, const void *bytes, size_t count, off_t at) {
    if (fd < 0 || fd >= MOST || (known[fd] != 1 && known[fd] != 4)) return at < 0 ? syscall(SYS_write, fd, bytes, count) : syscall(SYS_pwrite64, fd, bytes, count, at);
    pthread_mutex_lock(&gate);
    if (known[fd] == 4) {
        tell('M', 0, 0, NULL, bytes, count);
        pthread_mutex_unlock(&gate);
        return (ssize_t)count;
    }
    off_t where = at < 0 ? lseek(fd, 0, SEEK_CUR) : at;
    int failure = fault(WRITES);
    size_t part = failure ? count / 2 : count;
    ssize_t done = part == 0 ? 0 : at < 0 ? syscall(SYS_write, fd, bytes, part) : syscall(SYS_pwrite64, fd, bytes, part, at);
    int error = failure ? failure : errno;
    if (done > 0) tell('W', inodes[fd], (uint64_t)where, NULL, bytes, (size_t)done);
    if (failure && at < 0 && done > 0) lseek(fd, where, SEEK_SET);
    pthread_mutex_unlock(&gate);
    errno = error;
    return failure ? -1 : done;
}

ssize_t write(int fd, const void *bytes, size_t count) { return write_at(fd, bytes, count, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return write_at(fd, bytes, count, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) { return write_at(fd, bytes, count, at); }

static ssize_t write_all(int fd, const struct iovec *parts, int count, off_t at) {
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t done = write_at(fd, parts[i].iov_base, parts[i].iov_len, at < 0 ? -1 : at + all);
        if (done < 0) return all > 0 ? all : done;
        all += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return all;
}

ssize_t writev(int fd, const struct iovec *parts, int count) { return write_all(fd, parts, count, -1); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return write_all(fd, parts, count, at); }
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return write_all(fd, parts, count, at); }

static int resize(int fd, off_t size) {
    if (!is_file(fd)) return (int)syscall(SYS_ftruncate, fd, size);
    pthread_mutex_lock(&gate);
    FAIL_IF(SIZES, -1);
    int result = (int)syscall(SYS_ftruncate, fd, size), error = errno;
    if (result == 0) tell('T', inodes[fd], (uint64_t)size, NULL, NULL, 0);
    pthread_mutex_unlock(&gate);
    errno = error;
    return result;
}

int ftruncate(int fd, off_t size) { return resize(fd, size); }
int ftruncate64(int fd, off64_t size) { return resize(fd, size); }

static int allocate(int fd, int mode, off_t at, off_t count) {
    if (!is_file(fd)) return (int)syscall(SYS_fallocate, fd, mode, at, count);
    pthread_mutex_lock(&gate);
    FAIL_IF(SIZES, -1);
    int result = (int)syscall(SYS_fallocate, fd, mode, at, count), error = errno;
    struct stat found;
    if (result == 0 && fstat(fd, &found) == 0) tell('T', inodes[fd], (uint64_t)found.st_size, NULL, NULL, 0);
    pthread_mutex_unlock(&gate);
    errno = error;
    return result;
}

int fallocate(int fd, int mode, off_t at, off_t count) { return allocate(fd, mode, at, count); }
int fallocate64(int fd, int mode, off64_t at, off64_t count) { return allocate(fd, mode, at, count); }
int posix_fallocate(int fd, off_t at, off_t count) { return allocate(fd, 0, at, count) == 0 ? 0 : errno; }
int posix_fallocate64(int fd, off64_t at, off64_t count) { return allocate(fd, 0, at, count) == 0 ? 0 : errno; }

static int sync_of(int fd, long call) {
    if (fd < 0 || fd >= MOST || (known[fd] != 1 && known[fd] != 2)) return (int)syscall(call, fd);
    pthread_mutex_lock(&gate);
    FAIL_IF(SYNCS, -1);
    int result = (int)syscall(call, fd), error = errno;
    if (result == 0) tell(known[fd] == 2 ? 'D' : 'S', inodes[fd], 0, names[fd], NULL, 0);
    pthread_mutex_unlock(&gate);
    errno = error;
    return result;
}

int fsync(int fd) { return sync_of(fd, SYS_fsync); }
int fdatasync(int fd) { return sync_of(fd, SYS_fdatasync); }

static int named(char kind, const char *from, const char *to, long result_of(const char *, const char *)) {
    const char *inside = below(from), *target = to ? below(to) : NULL;
    if (inside == NULL) return (int)result_of(from, to);
    pthread_mutex_lock(&gate);
    FAIL_IF(NAMES, -1);
    int result = (int)result_of(from, to), error = errno;
    if (result == 0) tell(kind, 0, 0, inside, target, target ? strlen(target) : 0);
    pthread_mutex_unlock(&gate);
    errno = error;
    return result;
}

static long do_rename(const char *from, const char *to) { return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0); }
static long do_link(const char *from, const char *to) { return syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0); }
static long do_unlink(const char *path, const char *none) { (void)none; return syscall(SYS_unlinkat, AT_FDCWD, path, 0); }
int rename(const char *from, const char *to) { return named('R', from, to, do_rename); }
int link(const char *from, const char *to) { return named('L', from, to, do_link); }
int unlink(const char *path) { return named('U', path, NULL, do_unlink); }

static void *map_any(void *at, size_t count, int protection, int flags, int fd, off_t offset) {
    if (is_file(fd)) {
        pthread_mutex_lock(&gate);
        FAIL_IF(MAPS, MAP_FAILED);
        pthread_mutex_unlock(&gate);
    }
    return (void *)syscall(SYS_mmap, at, count, protection, flags, fd, offset);
}

void *mmap(void *at, size_t count, int protection, int flags, int fd, off_t offset) { return map_any(at, count, protection, flags, fd, offset); }
void *mmap64(void *at, size_t count, int protection, int flags, int fd, off64_t offset) { return map_any(at, count, protection, flags, fd, offset); }

void *dlsym(void *library, const char *name) {
    static const struct { const char *name; void *here; } ours[] = {
        { "fsync", (void *)fsync }, { "fdatasync", (void *)fdatasync }, { "open", (void *)open }, { "open64", (void *)open64 }, { "close", (void *)close },
        { "write", (void *)write }, { "pwrite", (void *)pwrite }, { "pwrite64", (void *)pwrite64 }, { "ftruncate", (void *)ftruncate },
        { "ftruncate64", (void *)ftruncate64 }, { "rename", (void *)rename }, { "link", (void *)link }, { "unlink", (void *)unlink },
        { "fallocate", (void *)fallocate }, { "posix_fallocate", (void *)posix_fallocate },
    };
    for (size_t i = 0; library != RTLD_NEXT && i < sizeof ours / sizeof ours[0]; i++) {
        if (strcmp(name, ours[i].name) == 0) return ours[i].here;
    }
    return real_dlsym()(library, name);
}
