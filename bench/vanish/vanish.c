/* Once the file $VANISH_FLAG exists, every call about a path under $VANISH_FOLDER fails as on a network mount that is
   gone: with ESTALE. Loaded into a program by LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int gone(const char *path) {
    const char *folder = getenv("VANISH_FOLDER");
    const char *flag = getenv("VANISH_FLAG");
    return folder && flag && path && strncmp(path, folder, strlen(folder)) == 0 && syscall(SYS_access, flag, F_OK) == 0;
}

static int gone_file(int file) {
    char link[64];
    char path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlink, link, path, sizeof path - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = 0;
    return gone(path);
}

#define REFUSE(is_gone) if (is_gone) { errno = ESTALE; return -1; }
#define PASS_ON(name, ...) static int (*real)(); if (!real) real = dlsym(RTLD_NEXT, name); return real(__VA_ARGS__)
#define MODE(last, mode) va_list rest; va_start(rest, last); int mode = va_arg(rest, int); va_end(rest)

ssize_t read(int f, void *b, size_t n) { REFUSE(gone_file(f)) return syscall(SYS_read, f, b, n); }
ssize_t pread64(int f, void *b, size_t n, off64_t at) { REFUSE(gone_file(f)) return syscall(SYS_pread64, f, b, n, at); }
ssize_t write(int f, const void *b, size_t n) { REFUSE(gone_file(f)) return syscall(SYS_write, f, b, n); }
ssize_t pwrite64(int f, const void *b, size_t n, off64_t at) { REFUSE(gone_file(f)) return syscall(SYS_pwrite64, f, b, n, at); }
int fsync(int f) { REFUSE(gone_file(f)) return syscall(SYS_fsync, f); }
int fdatasync(int f) { REFUSE(gone_file(f)) return syscall(SYS_fdatasync, f); }
int ftruncate64(int f, off64_t n) { REFUSE(gone_file(f)) return syscall(SYS_ftruncate, f, n); }
int fstat64(int f, struct stat64 *s) { REFUSE(gone_file(f)) PASS_ON("fstat64", f, s); }
int open(const char *p, int o, ...) { MODE(o, m); REFUSE(gone(p)) return syscall(SYS_openat, AT_FDCWD, p, o, m); }
int open64(const char *p, int o, ...) { MODE(o, m); REFUSE(gone(p)) return syscall(SYS_openat, AT_FDCWD, p, o, m); }
int stat64(const char *p, struct stat64 *s) { REFUSE(gone(p)) PASS_ON("stat64", p, s); }
int lstat64(const char *p, struct stat64 *s) { REFUSE(gone(p)) PASS_ON("lstat64", p, s); }
int statx(int d, const char *restrict p, int f, unsigned m, struct statx *restrict s) {
    REFUSE(gone(p)) return syscall(SYS_statx, d, p, f, m, s);
}
int access(const char *p, int m) { REFUSE(gone(p)) return syscall(SYS_access, p, m); }
int mkdir(const char *p, mode_t m) { REFUSE(gone(p)) return syscall(SYS_mkdir, p, m); }
int unlink(const char *p) { REFUSE(gone(p)) return syscall(SYS_unlink, p); }
int rename(const char *from, const char *to) { REFUSE(gone(from) || gone(to)) return syscall(SYS_rename, from, to); }
