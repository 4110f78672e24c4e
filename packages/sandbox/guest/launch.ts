// Trusted: puts itself in a box and then becomes the Deno that will run agent code. For machines without user
// namespaces (Docker's default profile), where no other program could be asked to do it.

import type { LaunchPlan, PathAccess } from "../src/launch-plan.ts";

interface Syscalls {
  readonly prctl: number;
  readonly prlimit64: number;
  readonly openat: number;
  readonly close_range: number;
  readonly execve: number;
  readonly getppid: number;
}

const numbers: Readonly<Record<string, Syscalls>> = {
  x86_64: { prctl: 157, prlimit64: 302, openat: 257, close_range: 436, execve: 59, getppid: 110 },
  aarch64: { prctl: 167, prlimit64: 261, openat: 56, close_range: 436, execve: 221, getppid: 173 },
};
const LANDLOCK_CREATE_RULESET = 444;
const LANDLOCK_ADD_RULE = 445;
const LANDLOCK_RESTRICT_SELF = 446;

const PR_SET_PDEATHSIG = 1;
const PR_SET_SECCOMP = 22;
const PR_SET_NO_NEW_PRIVS = 38;
const SECCOMP_MODE_FILTER = 2;
const SIGKILL = 9;
const AT_FDCWD = -100;
const O_PATH_CLOEXEC = 0x280000;
const CLOSE_RANGE_CLOEXEC = 4;

/** Landlock's file rights by the ABI that brought them. */
const EXECUTE = 1 << 0;
const WRITE_FILE = 1 << 1;
const READ_FILE = 1 << 2;
const READ_DIR = 1 << 3;
const REMOVE_DIR = 1 << 4;
const REMOVE_FILE = 1 << 5;
const MAKE_DIR = 1 << 7;
const MAKE_REG = 1 << 8;
const ALL_OF_ABI_1 = (1 << 13) - 1;
const REFER = 1 << 13;
const TRUNCATE = 1 << 14;
const IOCTL_DEV = 1 << 15;
const FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV;
const BIND_AND_CONNECT_TCP = 3n;
const SCOPE_SOCKETS_AND_SIGNALS = 3n;

const libc = Deno.dlopen("libc.so.6", {
  syscall: { parameters: ["i64", "i64", "i64", "i64", "i64", "i64"], result: "i64" },
  __errno_location: { parameters: [], result: "pointer" },
});
/** Memory that the kernel still reads stays referenced here. */
const kept: unknown[] = [];

function call(number: number, ...args: (number | bigint)[]): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = args;
  return Number(libc.symbols.syscall(BigInt(number), BigInt(a), BigInt(b), BigInt(c), BigInt(d), BigInt(e)));
}

function must(what: string, result: number): number {
  if (result >= 0) return result;
  const location = libc.symbols.__errno_location();
  const errno = location === null ? 0 : new Deno.UnsafePointerView(location).getInt32();
  throw new Error(`Cannot box the process: ${what} failed with errno ${errno}`);
}

function addressOf(bytes: Uint8Array<ArrayBuffer> | BigUint64Array<ArrayBuffer>): bigint {
  kept.push(bytes);
  return Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
}

const toCString = (text: string): bigint => addressOf(new TextEncoder().encode(`${text}\0`));
const toCStrings = (texts: readonly string[]): bigint => addressOf(new BigUint64Array([...texts.map(toCString), 0n]));

function limit(sys: Syscalls, limits: LaunchPlan["limits"]): void {
  for (const [resource, value] of limits) {
    const pair = new BigUint64Array([BigInt(value), BigInt(value)]);
    must(`prlimit ${resource}`, call(sys.prlimit64, 0, resource, addressOf(pair), 0));
  }
}

function rightsOf(access: PathAccess): number {
  if (access === "execute") return EXECUTE | READ_FILE;
  const read = READ_FILE | READ_DIR;
  if (access === "read") return read;
  return read | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE;
}

function restrictFiles(sys: Syscalls, paths: LaunchPlan["paths"]): void {
  const abi = must("landlock", call(LANDLOCK_CREATE_RULESET, 0, 0, 1));
  const handled = ALL_OF_ABI_1 | (abi >= 2 ? REFER : 0) | (abi >= 3 ? TRUNCATE : 0) | (abi >= 5 ? IOCTL_DEV : 0);
  const attributes = new BigUint64Array([BigInt(handled), BIND_AND_CONNECT_TCP, SCOPE_SOCKETS_AND_SIGNALS]);
  const size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  const ruleset = must("landlock_create_ruleset", call(LANDLOCK_CREATE_RULESET, addressOf(attributes), size, 0));
  for (const { access, path } of paths) {
    const fd = must(`open ${path}`, call(sys.openat, AT_FDCWD, toCString(path), O_PATH_CLOEXEC, 0));
    const wanted = rightsOf(access) & handled;
    const rights = access === "execute" ? wanted & FILE_RIGHTS : wanted;
    const rule = new Uint8Array(12);
    const view = new DataView(rule.buffer);
    view.setBigUint64(0, BigInt(rights), true);
    view.setInt32(8, fd, true);
    must(`landlock rule for ${path}`, call(LANDLOCK_ADD_RULE, ruleset, 1, addressOf(rule), 0));
  }
  must("landlock_restrict_self", call(LANDLOCK_RESTRICT_SELF, ruleset, 0));
}

function filterCalls(sys: Syscalls, base64: string): void {
  const program = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  // struct sock_fprog: length in instructions, padding, pointer.
  const header = new BigUint64Array([BigInt(program.length / 8), addressOf(program)]);
  must("seccomp", call(sys.prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, addressOf(header)));
}

function launch(plan: LaunchPlan): void {
  const sys = numbers[Deno.build.arch];
  if (sys === undefined) throw new Error(`Cannot box the process: no system call numbers for ${Deno.build.arch}`);
  must("prctl", call(sys.prctl, PR_SET_PDEATHSIG, SIGKILL));
  if (call(sys.getppid) !== plan.parentPid) Deno.exit(1);
  const command = toCString(plan.command);
  const args = toCStrings([plan.command, ...plan.args]);
  const env = toCStrings(Object.entries(plan.env).map(([name, value]) => `${name}=${value}`));
  // Only the three pipes go on; everything of our own closes with the exec.
  must("close_range", call(sys.close_range, 3, 0xffffffff, CLOSE_RANGE_CLOEXEC));
  must("no_new_privs", call(sys.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  restrictFiles(sys, plan.paths);
  limit(sys, plan.limits);
  filterCalls(sys, plan.filter);
  must(`execve ${plan.command}`, call(sys.execve, command, args, env));
}

const [plan] = Deno.args;
if (plan !== undefined) launch(JSON.parse(plan) as LaunchPlan);
else console.log("compiled");
