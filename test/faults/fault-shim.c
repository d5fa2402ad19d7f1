/* Preloaded into a process (LD_PRELOAD): makes the k-th call that changes files under a path fail.
 *
 * The process itself says what shall fail, by writing to the control file (it is opened by path; the write is swallowed):
 *   "arm K ERRNO STICKY"   fail the K-th counted call from now on; STICKY 1: and all that follow
 *   "off"                  count no more
 * After each counted call the log file holds "COUNT FIRED OPERATION PATH", of the call that failed when one did.
 *
 * Or from the start: MILLRACE_FAULT_KILL_AT=K kills the process (SIGKILL) in place of its K-th call; 0 only counts.
 *
 * Environment: MILLRACE_FAULT_PREFIX (counted: files below), MILLRACE_FAULT_CONTROL, MILLRACE_FAULT_LOG.
 * Counted: write, writev, pwrite, pwritev, fsync, fdatasync, ftruncate, rename, unlink, mkdir, open with O_CREAT.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define PATH_SIZE 4096

static atomic_int counted;
static atomic_int fired;
static int fail_at;
static int fail_errno;
static int is_sticky;
static int is_armed;
static int is_deadly;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int is_below(const char *path) {
  const char *prefix = getenv("MILLRACE_FAULT_PREFIX");
  return prefix != NULL && strncmp(path, prefix, strlen(prefix)) == 0;
}

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_SIZE - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return 1;
}

/* Past libc, so that it is not counted itself. */
static void note(const char *operation, const char *path) {
  const char *log = getenv("MILLRACE_FAULT_LOG");
  if (log == NULL) return;
  char text[PATH_SIZE + 128];
  int length = snprintf(text, sizeof text, "%d %d %s %s\n", counted, fired, operation, path);
  int fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) return;
  syscall(SYS_write, fd, text, length);
  syscall(SYS_close, fd);
}

/* 1: the call shall fail, errno is set. */
static int fails_at(const char *operation, const char *path) {
  if (!is_armed || !is_below(path)) return 0;
  int number = atomic_fetch_add(&counted, 1) + 1;
  int hits = number == fail_at || (is_sticky && fail_at > 0 && number > fail_at);
  if (number == fail_at) fired = 1;
  if (!fired || number == fail_at) note(operation, path);
  if (hits && is_deadly) kill(getpid(), SIGKILL);
  if (hits) errno = fail_errno;
  return hits;
}

static int fails(const char *operation, int fd) {
  char path[PATH_SIZE];
  int saved = errno;
  if (!is_armed || !path_of(fd, path)) {
    errno = saved;
    return 0;
  }
  errno = saved;
  return fails_at(operation, path);
}

static int is_control(int fd, const char *bytes, size_t length) {
  const char *control = getenv("MILLRACE_FAULT_CONTROL");
  char path[PATH_SIZE];
  if (control == NULL || length < 3 || length > 100) return 0;
  if (strncmp(bytes, "arm ", 4) != 0 && strncmp(bytes, "off", 3) != 0) return 0;
  if (!path_of(fd, path) || strcmp(path, control) != 0) return 0;
  char text[128];
  memcpy(text, bytes, length);
  text[length] = 0;
  is_armed = 0;
  if (sscanf(text, "arm %d %d %d", &fail_at, &fail_errno, &is_sticky) == 3) {
    counted = 0;
    fired = 0;
    is_armed = 1;
  }
  return 1;
}

__attribute__((constructor)) static void start(void) {
  const char *at = getenv("MILLRACE_FAULT_KILL_AT");
  if (at == NULL) return;
  fail_at = atoi(at);
  is_deadly = 1;
  is_armed = 1;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  if (is_control(fd, bytes, length)) return (ssize_t)length;
  if (fails("write", fd)) return -1;
  return ((ssize_t(*)(int, const void *, size_t))real("write"))(fd, bytes, length);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (fails("writev", fd)) return -1;
  return ((ssize_t(*)(int, const struct iovec *, int))real("writev"))(fd, parts, count);
}

#define POSITIONED(NAME)                                                                       \
  ssize_t NAME(int fd, const void *bytes, size_t length, off_t at) {                          \
    if (fails(#NAME, fd)) return -1;                                                          \
    return ((ssize_t(*)(int, const void *, size_t, off_t))real(#NAME))(fd, bytes, length, at); \
  }
POSITIONED(pwrite)
POSITIONED(pwrite64)

#define POSITIONED_PARTS(NAME)                                                                          \
  ssize_t NAME(int fd, const struct iovec *parts, int count, off_t at) {                               \
    if (fails(#NAME, fd)) return -1;                                                                   \
    return ((ssize_t(*)(int, const struct iovec *, int, off_t))real(#NAME))(fd, parts, count, at);      \
  }
POSITIONED_PARTS(pwritev)
POSITIONED_PARTS(pwritev64)

#define ON_FILE(NAME)                                   \
  int NAME(int fd) {                                    \
    if (fails(#NAME, fd)) return -1;                    \
    return ((int (*)(int))real(#NAME))(fd);             \
  }
ON_FILE(fsync)
ON_FILE(fdatasync)

#define CUT(NAME)                                           \
  int NAME(int fd, off_t length) {                          \
    if (fails(#NAME, fd)) return -1;                        \
    return ((int (*)(int, off_t))real(#NAME))(fd, length);  \
  }
CUT(ftruncate)
CUT(ftruncate64)

int rename(const char *from, const char *to) {
  if (fails_at("rename", from)) return -1;
  return ((int (*)(const char *, const char *))real("rename"))(from, to);
}

int unlink(const char *path) {
  if (fails_at("unlink", path)) return -1;
  return ((int (*)(const char *))real("unlink"))(path);
}

int mkdir(const char *path, mode_t mode) {
  if (fails_at("mkdir", path)) return -1;
  return ((int (*)(const char *, mode_t))real("mkdir"))(path, mode);
}

#define OPEN(NAME)                                                            \
  int NAME(const char *path, int flags, ...) {                                \
    va_list rest;                                                             \
    va_start(rest, flags);                                                    \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                                             \
    if ((flags & O_CREAT) && fails_at("create", path)) return -1;             \
    return ((int (*)(const char *, int, ...))real(#NAME))(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)
