/* Stands between a build and the C library: counts calls, and makes one of them fail.

   Loaded with LD_PRELOAD, so that it sees the calls of Python, Arrow and SQLite alike. Only calls on
   files below the folders of `below` count, and only those of the kinds in `mask`. All processes of a
   build share one `state`, the file that FAULTS_STATE names; tests/faults/shim.py writes it. */

#define _GNU_SOURCE
#include <dirent.h>
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
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { OPEN = 1, CREATE = 2, READ = 4, WRITE = 8, FLUSH = 16, RENAME = 32, REMOVE = 64, FOLDER = 128,
       MODE = 256, LIST = 512, LOOK = 1024, LOCK = 2048, MEMORY = 4096, CLOCK = 8192 };
enum { DIE = -1, HALF = -2, BACK = -3 };
#define LARGE 65536         /* bytes: what a system refuses are large pieces of memory */
#define YEARS 631152000     /* seconds by which the clock goes back: twenty years */

struct state {
  atomic_long count;        /* calls of the kinds in mask so far */
  atomic_long fired;        /* number of the first call that failed, 0 before */
  long at;                  /* the call that fails; 0 for none */
  int mask;
  int error;                /* what errno says then, or DIE, HALF, BACK */
  int stays;                /* later calls fail, too */
  int kind;                 /* of the call that failed */
  char below[4][512];
  char path[PATH_MAX];      /* what the call that failed was about */
};
static struct state *state;

__attribute__((constructor)) static void begin(void) {
  const char *name = getenv("FAULTS_STATE");
  int file = name ? (int)syscall(SYS_openat, AT_FDCWD, name, O_RDWR) : -1;
  if (file < 0) return;
  void *found = (void *)syscall(SYS_mmap, 0, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  syscall(SYS_close, file);
  if (found != MAP_FAILED) state = found;
}

/* The path of a call into `out`: by name, or by an open file where the name is empty. */
static void find_path(int folder, const char *name, char *out) {
  char link[64];
  out[0] = 0;
  if (name && name[0] == '/') { strncat(out, name, PATH_MAX - 1); return; }
  if (folder == AT_FDCWD) strcpy(link, "/proc/self/cwd");
  else snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
  long n = syscall(SYS_readlink, link, out, PATH_MAX - 1);
  if (n < 0) n = 0;
  out[n] = 0;
  if (name && name[0] && n + strlen(name) + 2 < PATH_MAX) { strcat(out, "/"); strcat(out, name); }
}

static int is_below(const char *path) {
  for (int i = 0; i < 4; i++) {
    size_t n = strlen(state->below[i]);
    if (n && !strncmp(path, state->below[i], n)) return 1;
  }
  return 0;
}

/* Whether this call fails: 0 or the error. */
static int fault(int kind, const char *path) {
  long number = atomic_fetch_add(&state->count, 1) + 1;
  if (!state->at || number < state->at || (number > state->at && !state->stays)) return 0;
  if (number == state->at) {
    state->kind = kind;
    strncpy(state->path, path, PATH_MAX - 1);
    atomic_store(&state->fired, number);
    if (state->error == DIE) syscall(SYS_kill, getpid(), SIGKILL);
  }
  return state->error;
}

static int file_fault(int kind, int folder, const char *name) {
  char path[PATH_MAX];
  int saved = errno, error;
  if (!state || !(state->mask & kind)) return 0;
  find_path(folder, name, path);
  error = is_below(path) ? fault(kind, path) : 0;
  errno = saved;
  return error;
}

#define REAL(name, type, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)
#define FAIL(value, kind, folder, name) \
  do { int e = file_fault(kind, folder, name); if (e > 0) { errno = e; return value; } } while (0)

/* --- Opening --- */
#define OPENED(flags) ((flags) & O_CREAT ? CREATE : OPEN)
#define MODE_ARGUMENT int mode = 0; \
  if (flags & (O_CREAT | O_TMPFILE)) { va_list a; va_start(a, flags); mode = va_arg(a, int); va_end(a); }
#define OPEN_AS(name) int name(const char *path, int flags, ...) { MODE_ARGUMENT \
  REAL(#name, int, const char *, int, ...); FAIL(-1, OPENED(flags), AT_FDCWD, path); \
  return real(path, flags, mode); }
OPEN_AS(open) OPEN_AS(open64)
#define OPENAT_AS(name) int name(int at, const char *path, int flags, ...) { MODE_ARGUMENT \
  REAL(#name, int, int, const char *, int, ...); FAIL(-1, OPENED(flags), at, path); \
  return real(at, path, flags, mode); }
OPENAT_AS(openat) OPENAT_AS(openat64)
#define FOPEN_AS(name) FILE *name(const char *path, const char *how) { \
  REAL(#name, FILE *, const char *, const char *); \
  FAIL(NULL, strchr(how, 'r') ? OPEN : CREATE, AT_FDCWD, path); return real(path, how); }
FOPEN_AS(fopen) FOPEN_AS(fopen64)

/* --- Reading and writing --- */
ssize_t read(int file, void *to, size_t n) {
  REAL("read", ssize_t, int, void *, size_t); FAIL(-1, READ, file, NULL); return real(file, to, n); }
#define PREAD_AS(name) ssize_t name(int file, void *to, size_t n, off_t at) { \
  REAL(#name, ssize_t, int, void *, size_t, off_t); FAIL(-1, READ, file, NULL); \
  return real(file, to, n, at); }
PREAD_AS(pread) PREAD_AS(pread64)
#define PART(n) (e == HALF && (n) > 1 ? (n) / 2 : (n))
ssize_t write(int file, const void *from, size_t n) {
  REAL("write", ssize_t, int, const void *, size_t);
  int e = file_fault(WRITE, file, NULL);
  if (e > 0) { errno = e; return -1; }
  return real(file, from, PART(n)); }
#define PWRITE_AS(name) ssize_t name(int file, const void *from, size_t n, off_t at) { \
  REAL(#name, ssize_t, int, const void *, size_t, off_t); int e = file_fault(WRITE, file, NULL); \
  if (e > 0) { errno = e; return -1; } return real(file, from, PART(n), at); }
PWRITE_AS(pwrite) PWRITE_AS(pwrite64)
#define TRUNCATE_AS(name) int name(int file, off_t n) { \
  REAL(#name, int, int, off_t); FAIL(-1, WRITE, file, NULL); return real(file, n); }
TRUNCATE_AS(ftruncate) TRUNCATE_AS(ftruncate64)
#define SENDFILE_AS(name) ssize_t name(int to, int from, off_t *at, size_t n) { \
  REAL(#name, ssize_t, int, int, off_t *, size_t); FAIL(-1, WRITE, to, NULL); \
  return real(to, from, at, n); }
SENDFILE_AS(sendfile) SENDFILE_AS(sendfile64)
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t n, unsigned flags) {
  REAL("copy_file_range", ssize_t, int, off64_t *, int, off64_t *, size_t, unsigned);
  FAIL(-1, WRITE, to, NULL); return real(from, a, to, b, n, flags); }
/* A kill is no power cut, and disks are slow: nothing is flushed. */
int fsync(int file) { FAIL(-1, FLUSH, file, NULL); return 0; }
int fdatasync(int file) { FAIL(-1, FLUSH, file, NULL); return 0; }

/* --- Names --- */
int rename(const char *from, const char *to) {
  REAL("rename", int, const char *, const char *); FAIL(-1, RENAME, AT_FDCWD, from);
  return real(from, to); }
int renameat(int a, const char *from, int b, const char *to) {
  REAL("renameat", int, int, const char *, int, const char *); FAIL(-1, RENAME, a, from);
  return real(a, from, b, to); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
  REAL("renameat2", int, int, const char *, int, const char *, unsigned); FAIL(-1, RENAME, a, from);
  return real(a, from, b, to, flags); }
int unlink(const char *path) {
  REAL("unlink", int, const char *); FAIL(-1, REMOVE, AT_FDCWD, path); return real(path); }
int unlinkat(int at, const char *path, int flags) {
  REAL("unlinkat", int, int, const char *, int); FAIL(-1, REMOVE, at, path);
  return real(at, path, flags); }
int rmdir(const char *path) {
  REAL("rmdir", int, const char *); FAIL(-1, REMOVE, AT_FDCWD, path); return real(path); }
int mkdir(const char *path, mode_t mode) {
  REAL("mkdir", int, const char *, mode_t); FAIL(-1, FOLDER, AT_FDCWD, path); return real(path, mode); }
int mkdirat(int at, const char *path, mode_t mode) {
  REAL("mkdirat", int, int, const char *, mode_t); FAIL(-1, FOLDER, at, path);
  return real(at, path, mode); }
int chmod(const char *path, mode_t mode) {
  REAL("chmod", int, const char *, mode_t); FAIL(-1, MODE, AT_FDCWD, path); return real(path, mode); }
int fchmod(int file, mode_t mode) {
  REAL("fchmod", int, int, mode_t); FAIL(-1, MODE, file, NULL); return real(file, mode); }
int fchmodat(int at, const char *path, mode_t mode, int flags) {
  REAL("fchmodat", int, int, const char *, mode_t, int); FAIL(-1, MODE, at, path);
  return real(at, path, mode, flags); }

/* --- Looking --- */
DIR *opendir(const char *path) {
  REAL("opendir", DIR *, const char *); FAIL(NULL, LIST, AT_FDCWD, path); return real(path); }
DIR *fdopendir(int file) {
  REAL("fdopendir", DIR *, int); FAIL(NULL, LIST, file, NULL); return real(file); }
#define READDIR_AS(name, type) struct type *name(DIR *folder) { \
  REAL(#name, struct type *, DIR *); FAIL(NULL, LIST, dirfd(folder), NULL); return real(folder); }
READDIR_AS(readdir, dirent) READDIR_AS(readdir64, dirent64)
#define STAT_AS(name, type) int name(const char *path, struct type *to) { \
  REAL(#name, int, const char *, struct type *); FAIL(-1, LOOK, AT_FDCWD, path); \
  return real(path, to); }
STAT_AS(stat, stat) STAT_AS(stat64, stat64) STAT_AS(lstat, stat) STAT_AS(lstat64, stat64)
#define FSTATAT_AS(name, type) int name(int at, const char *path, struct type *to, int flags) { \
  REAL(#name, int, int, const char *, struct type *, int); FAIL(-1, LOOK, at, path); \
  return real(at, path, to, flags); }
FSTATAT_AS(fstatat, stat) FSTATAT_AS(fstatat64, stat64)
int flock(int file, int how) {
  REAL("flock", int, int, int); FAIL(-1, LOCK, file, NULL); return real(file, how); }

/* --- Memory: only large pieces, by whoever asks for them --- */
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t),
            *__libc_memalign(size_t, size_t);
static int refused(size_t n) {
  if (n < LARGE || !state || !(state->mask & MEMORY) || fault(MEMORY, "") <= 0) return 0;
  errno = ENOMEM;
  return 1;
}
void *malloc(size_t n) { return refused(n) ? NULL : __libc_malloc(n); }
void *calloc(size_t n, size_t m) { return refused(n * m) ? NULL : __libc_calloc(n, m); }
void *realloc(void *old, size_t n) { return refused(n) ? NULL : __libc_realloc(old, n); }
void *memalign(size_t by, size_t n) { return refused(n) ? NULL : __libc_memalign(by, n); }
void *aligned_alloc(size_t by, size_t n) { return memalign(by, n); }
int posix_memalign(void **to, size_t by, size_t n) {
  void *got = memalign(by, n);
  if (!got) return ENOMEM;
  *to = got;
  return 0; }
#define MMAP_AS(name) void *name(void *a, size_t n, int how, int flags, int file, off_t at) { \
  if (flags & MAP_ANONYMOUS && refused(n)) return MAP_FAILED; \
  return (void *)syscall(SYS_mmap, a, n, how, flags, file, at); }
MMAP_AS(mmap) MMAP_AS(mmap64)

/* --- The clock --- */
int clock_gettime(clockid_t clock, struct timespec *to) {
  REAL("clock_gettime", int, clockid_t, struct timespec *);
  int done = real(clock, to);
  if (clock == CLOCK_REALTIME && state && state->mask & CLOCK && fault(CLOCK, "") == BACK)
    to->tv_sec -= YEARS;
  return done; }
time_t time(time_t *to) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to) *to = now.tv_sec;
  return now.tv_sec; }
