// Lets a process believe in another time: a library that is loaded before libc's and shifts what the clocks say, by offsets
// that the experiment changes while the process runs. The wall clock alone: a clock that jumps. Both clocks together:
// hours that pass in an instant. What the kernel times (epoll, futexes) goes on in real time, so timers fall due at the
// next turn of the loop, whoever asks for it. Linux with gcc; no copy of Node or of the server is changed.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Milliseconds that are added to the wall clock and to the monotonic clock. */
static const volatile int64_t *offsets;
static int (*real_clock_gettime)(clockid_t, struct timespec *);

static void open_offsets(void) {
  static const int64_t none[2];
  const char *path = getenv("CLOCK_SHIM_FILE");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  void *map = file < 0 ? MAP_FAILED : mmap(0, sizeof none, PROT_READ, MAP_SHARED, file, 0);
  if (file >= 0) close(file);
  real_clock_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  offsets = map == MAP_FAILED ? none : map;
}

int clock_gettime(clockid_t id, struct timespec *at) {
  if (!offsets) open_offsets();
  int result = real_clock_gettime(id, at);
  int wall = id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE;
  int monotonic = id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_COARSE || id == CLOCK_BOOTTIME;
  if (result || !(wall || monotonic)) return result;
  int64_t ms = offsets[wall ? 0 : 1];
  at->tv_sec += ms / 1000;
  at->tv_nsec += ms % 1000 * 1000000;
  if (at->tv_nsec >= 1000000000) { at->tv_sec++; at->tv_nsec -= 1000000000; }
  if (at->tv_nsec < 0) { at->tv_sec--; at->tv_nsec += 1000000000; }
  return 0;
}

int gettimeofday(struct timeval *at, void *zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
`;

/**
 * Compiles the library into `folder`. The process that is to be deceived is started with `environment`. Throws, in a
 * sentence, where there is no gcc or the system is not Linux.
 *
 * @param {string} folder a temporary folder; it must outlive the process
 */
export function createClockShim(folder) {
  if (process.platform !== 'linux') throw new Error(`the clock shim needs Linux; this is ${process.platform}`);
  const source = join(folder, 'clock-shim.c');
  const library = join(folder, 'clock-shim.so');
  const offsets = join(folder, 'clock-offsets');
  writeFileSync(source, SOURCE);
  const compiled = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], { encoding: 'utf8' });
  if (compiled.error) throw new Error('the clock shim needs gcc (sudo apt-get install -y gcc libc6-dev)');
  if (compiled.status !== 0) throw new Error(`gcc does not compile the clock shim: ${compiled.stderr}`);
  writeFileSync(offsets, Buffer.alloc(16));

  let wallMs = 0;
  let monotonicMs = 0;

  /** Written in place and at once: the file is mapped, a shorter one would be a bus error. */
  function put() {
    const bytes = Buffer.alloc(16);
    bytes.writeBigInt64LE(BigInt(wallMs), 0);
    bytes.writeBigInt64LE(BigInt(monotonicMs), 8);
    const handle = openSync(offsets, 'r+');
    writeSync(handle, bytes, 0, 16, 0);
    closeSync(handle);
  }

  return {
    environment: { LD_PRELOAD: library, CLOCK_SHIM_FILE: offsets },
    /** What the process takes for the time, ms since 1970. */
    wall: () => Date.now() + wallMs,
    /** How far its wall clock is ahead of the true one, ms. */
    offset: () => wallMs,
    /** Sets its wall clock this far ahead of the true one; the monotonic clock goes on as if nothing had happened. */
    jump(ms) {
      wallMs = Math.round(ms);
      put();
    },
    /** Time passes: both clocks move on. Keep steps under 2 s: the server reads one clock a moment after the other. */
    pass(ms) {
      monotonicMs += Math.round(ms);
      wallMs += Math.round(ms);
      put();
    },
  };
}
