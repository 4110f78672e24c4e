import {
  ALLOW,
  ARCH_OFFSET,
  answer,
  argumentOffset,
  encodeFilter,
  errno,
  type Instruction,
  jumpIfAnySet,
  jumpIfAtLeast,
  jumpIfEqual,
  KILL_PROCESS,
  load,
  NUMBER_OFFSET,
} from "./bpf.ts";
import {
  type Architecture,
  absentSyscalls,
  allowedSyscalls,
  architectures,
  type CheckedSyscall,
  checkedSyscalls,
  LAST_KNOWN_SYSCALL,
} from "./syscalls.ts";

const EPERM = 1;
const ENOTTY = 25;
const ENOSYS = 38;

const CLONE_THREAD = 0x10000;
const O_CREAT = 0o100;
const SET_ID_BITS = 0o6000;
const X32_BIT = 0x40000000;
/** Set and get the thread's name, get dumpable, read the bounding set, no new privileges, name a mapping. */
const prctlOptions = [15, 16, 3, 23, 38, 39, 0x53564d41];
/** Window size and modes (to learn that it is no terminal), bytes to read, non-blocking, close-on-exec. */
const ioctlRequests = [0x5401, 0x5413, 0x541b, 0x5421, 0x5450, 0x5451];

export interface FilterOptions {
  readonly architecture: Architecture;
  /** Whether files may be changed at all; without, modes and times stay as they are too. */
  readonly canWrite: boolean;
}

const DENY = [answer(errno(EPERM))];
const SKIP_NUMBER = -1;

/** The argument checks of one system call: always ends in an answer. */
function renderChecks(name: CheckedSyscall, canWrite: boolean): readonly Instruction[] {
  switch (name) {
    case "clone":
      // Threads, never processes.
      return [load(argumentOffset(0)), jumpIfAnySet(CLONE_THREAD, 0, 1), answer(ALLOW), ...DENY];
    case "prctl":
      return renderChoice(prctlOptions, 0, EPERM);
    case "ioctl":
      return renderChoice(ioctlRequests, 1, ENOTTY);
    case "prlimit64":
      // Reading its limits (no new values) is all it may.
      return [
        load(argumentOffset(2)),
        jumpIfEqual(0, 0, 3),
        load(argumentOffset(2, "high")),
        jumpIfEqual(0, 0, 1),
        answer(ALLOW),
        ...DENY,
      ];
    case "open":
      return renderCreate(1, 2);
    case "openat":
      return renderCreate(2, 3);
    case "creat":
      return [load(argumentOffset(1)), jumpIfAnySet(SET_ID_BITS, 1, 0), answer(ALLOW), ...DENY];
    case "chmod":
    case "fchmod":
      return canWrite ? renderMode(1) : DENY;
    case "fchmodat":
      return canWrite ? renderMode(2) : DENY;
    case "utime":
    case "utimes":
    case "futimesat":
    case "utimensat":
      return canWrite ? [answer(ALLOW)] : DENY;
  }
}

function renderMode(argument: number): readonly Instruction[] {
  return [load(argumentOffset(argument)), jumpIfAnySet(SET_ID_BITS, 1, 0), answer(ALLOW), ...DENY];
}

/** The mode counts only where the flags say that a file may be made. */
function renderCreate(flags: number, mode: number): readonly Instruction[] {
  return [
    load(argumentOffset(flags)),
    jumpIfAnySet(O_CREAT, 0, 2),
    load(argumentOffset(mode)),
    jumpIfAnySet(SET_ID_BITS, 1, 0),
    answer(ALLOW),
    ...DENY,
  ];
}

function renderChoice(values: readonly number[], argument: number, otherwise: number): readonly Instruction[] {
  return [
    load(argumentOffset(argument)),
    ...values.flatMap((value) => [jumpIfEqual(value, 0, 1), answer(ALLOW)]),
    answer(errno(otherwise)),
  ];
}

/**
 * A seccomp program that names what is allowed. Everything else is refused with an error rather than a kill, because
 * libraries try things and go on without them.
 */
export function renderSeccompFilter({ architecture, canWrite }: FilterOptions): Buffer {
  const { audit, index } = architectures[architecture];
  const numberOf = (numbers: readonly [number | undefined, number | undefined]): number =>
    numbers[index] ?? SKIP_NUMBER;
  const program: Instruction[] = [
    load(ARCH_OFFSET),
    jumpIfEqual(audit, 1, 0),
    answer(KILL_PROCESS),
    load(NUMBER_OFFSET),
  ];
  if (architecture === "x64") program.push(jumpIfAtLeast(X32_BIT, 0, 1), answer(KILL_PROCESS));
  for (const numbers of Object.values(allowedSyscalls)) {
    const number = numberOf(numbers);
    if (number !== SKIP_NUMBER) program.push(jumpIfEqual(number, 0, 1), answer(ALLOW));
  }
  for (const numbers of Object.values(absentSyscalls)) {
    program.push(jumpIfEqual(numberOf(numbers), 0, 1), answer(errno(ENOSYS)));
  }
  for (const name of Object.keys(checkedSyscalls) as CheckedSyscall[]) {
    const number = numberOf(checkedSyscalls[name]);
    if (number === SKIP_NUMBER) continue;
    const checks = renderChecks(name, canWrite);
    program.push(jumpIfEqual(number, 0, checks.length), ...checks);
  }
  program.push(jumpIfAtLeast(LAST_KNOWN_SYSCALL + 1, 0, 1), answer(errno(ENOSYS)), ...DENY);
  return encodeFilter(program);
}

export function currentArchitecture(): Architecture | undefined {
  return process.arch === "x64" || process.arch === "arm64" ? process.arch : undefined;
}
