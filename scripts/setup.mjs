/**
 * Makes a bare clone runnable: npm packages, TensorFlow's native library, ffmpeg, the Prisma client.
 * Has no dependency of its own and does nothing when nothing changed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FFMPEG_WHEEL, SAFETENSORS_WHEEL, TENSORFLOW_WHEELS } from "./wheels.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const stampFile = join(modules, ".vigil-setup.json");
// Outside node_modules: a reinstall must not fetch half a gigabyte again.
const cache =
  process.env.VIGIL_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "vigil");
const variant = process.env.VIGIL_TENSORFLOW ?? "cpu";
const onLinux = process.platform === "linux" && process.arch === "x64";

const say = (text) => console.log(`setup: ${text}`);

function fail(text) {
  console.error(`setup: ${text}`);
  process.exit(1);
}

function run(command, args, options = {}) {
  const { status, error, stderr } = spawnSync(command, args, {
    stdio: "inherit",
    cwd: root,
    ...options,
  });
  if (error || status !== 0) {
    if (stderr) process.stderr.write(stderr);
    fail(
      `“${[command, ...args].join(" ").slice(0, 200)}” failed${error ? `: ${error.message}` : "."}`,
    );
  }
}

function works(command, args) {
  return spawnSync(command, args, { stdio: "ignore" }).status === 0;
}

function requireTools() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20)
    fail(`Node 20 or newer is needed; this is ${process.version}. See https://nodejs.org.`);
  if (!onLinux) return;
  if (!works("python3", ["--version"]))
    fail("Python 3 is missing. Install it: apt-get install python3 python3-pip");
  if (!works("python3", ["-m", "pip", "--version"]))
    fail("pip is missing. Install it: apt-get install python3-pip");
  if (!works("g++", ["--version"]))
    fail("A C++ compiler is missing. Install it: apt-get install g++");
}

const hashOf = (...files) => {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
};

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8"));
  } catch {
    return {};
  }
}

function installPackages() {
  say("installing npm packages from the lockfile");
  run("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"]);
}

/** Downloads wheels pinned by version and SHA-256 and unpacks what is wanted of them into `name`. */
function unpackedWheels(name, wheels, wanted) {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  say(`downloading ${name} (once; kept in ${cache})`);
  const partial = `${folder}.${process.pid}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const requirements = join(partial, "requirements.txt");
  writeFileSync(
    requirements,
    wheels.map((w) => `${w.name}==${w.version} --hash=sha256:${w.sha256}\n`).join(""),
  );
  const platforms = [28, 27, 17].map((n) => `--platform=manylinux_2_${n}_x86_64`);
  run("python3", [
    ...["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes"],
    ...["--disable-pip-version-check", "--no-cache-dir", "--progress-bar=on"],
    ...platforms,
    ...["--platform=manylinux2014_x86_64", "--platform=manylinux1_x86_64"],
    ...["--python-version=3.12", "--implementation=cp", "--abi=cp312", "--abi=abi3", "--abi=none"],
    ...["-d", partial, "-r", requirements],
  ]);
  say(`unpacking ${name}`);
  for (const wheel of readdirSync(partial).filter((file) => file.endsWith(".whl"))) {
    const unpack = [
      "import re, sys, zipfile",
      "with zipfile.ZipFile(sys.argv[1]) as wheel:",
      "    for name in wheel.namelist():",
      "        if re.search(sys.argv[3], name): wheel.extract(name, sys.argv[2])",
    ].join("\n");
    run("python3", ["-c", unpack, join(partial, wheel), partial, wanted.source]);
    rmSync(join(partial, wheel));
  }
  renameSync(partial, folder);
  return folder;
}

function link(target, path) {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
}

/** Puts the library of TensorFlow's Python wheel under tfjs-node and compiles its binding against it. */
function installTensorFlow() {
  const tfjs = join(modules, "@tensorflow", "tfjs-node");
  if (!onLinux) {
    say("running tfjs-node's own download of TensorFlow");
    run("npm", ["rebuild", "@tensorflow/tfjs-node", "--ignore-scripts=false"]);
    return;
  }
  const { version, wheels } = TENSORFLOW_WHEELS[variant] ?? {};
  if (!wheels) fail(`VIGIL_TENSORFLOW=${variant} is not known; it is cpu or cuda.`);
  const unpacked = unpackedWheels(
    `tensorflow-${variant}-${version}`,
    wheels,
    /^tensorflow\/(libtensorflow_(cc|framework)\.so\.2$|include\/(tensorflow|xla|tsl|absl|google|Eigen|unsupported|ml_dtypes)\/)|^nvidia\/.*\.so(\.|$)|^nvidia\/cuda_nvcc\//,
  );
  const library = join(tfjs, "deps", "lib");
  rmSync(library, { recursive: true, force: true });
  for (const [file, name] of [
    ["libtensorflow_cc.so.2", "libtensorflow"],
    ["libtensorflow_framework.so.2", "libtensorflow_framework"],
  ]) {
    link(join(unpacked, "tensorflow", file), join(library, file));
    link(join(unpacked, "tensorflow", file), join(library, `${name}.so`));
    link(join(unpacked, "tensorflow", file), join(library, `${name}.so.2`));
  }
  say("compiling tfjs-node's binding");
  const binding = join(tfjs, "binding");
  const output = join(tfjs, "lib", "napi-v8");
  mkdirSync(output, { recursive: true });
  const nvidia = join(unpacked, "nvidia");
  const nvidiaFolders = existsSync(nvidia)
    ? readdirSync(nvidia).map((name) => join(nvidia, name, "lib"))
    : [];
  run("g++", [
    ...["-O2", "-std=c++17", "-shared", "-fPIC", "-w", "-DNAPI_VERSION=8"],
    ...[join(root, "native", "binding.cc"), join(binding, "tfjs_backend.cc"), `-I${binding}`],
    `-I${join(unpacked, "tensorflow", "include")}`,
    `-I${join(modules, "node-api-headers", "include")}`,
    ...["-o", join(output, "tfjs_binding.node")],
    ...[`-L${library}`, "-ltensorflow", "-ltensorflow_framework"],
    // DT_RPATH, not RUNPATH: TensorFlow opens the CUDA libraries itself and must inherit these folders.
    "-Wl,--disable-new-dtags",
    ...["$ORIGIN/../../deps/lib", ...nvidiaFolders.filter(existsSync)].map(
      (path) => `-Wl,-rpath,${path}`,
    ),
  ]);
}

function installFfmpeg() {
  if (!onLinux) {
    if (!works("ffmpeg", ["-version"]))
      fail("ffmpeg is missing. Install it (macOS: brew install ffmpeg) or set FFMPEG_PATH.");
    return;
  }
  const unpacked = unpackedWheels(
    `ffmpeg-${FFMPEG_WHEEL.version}`,
    [FFMPEG_WHEEL],
    /binaries\/ffmpeg-/,
  );
  const binaries = join(unpacked, "imageio_ffmpeg", "binaries");
  const [binary] = readdirSync(binaries);
  execFileSync("chmod", ["+x", join(binaries, binary)]);
  link(join(binaries, binary), join(modules, ".bin", "ffmpeg"));
}

function installSafetensors() {
  if (!onLinux) return;
  const folder = unpackedWheels(
    `safetensors-${SAFETENSORS_WHEEL.version}`,
    [SAFETENSORS_WHEEL],
    /^safetensors\//,
  );
  link(folder, join(modules, ".python"));
}

function generatePrismaClient() {
  say("generating the Prisma client");
  run(join(modules, ".bin", "prisma"), ["generate"], {
    stdio: ["ignore", "ignore", "pipe"],
    // Generating needs no engine; naming any file keeps Prisma from downloading one.
    env: {
      ...process.env,
      PATH: `${join(modules, ".bin")}:${process.env.PATH}`,
      PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(import.meta.url),
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
}

const wanted = {
  packages: hashOf("package-lock.json"),
  tensorflow: `${hashOf("scripts/setup.mjs", "scripts/wheels.mjs", "native/binding.cc")} ${variant} ${cache}`,
  ffmpeg: `${hashOf("scripts/wheels.mjs")} ${cache}`,
  safetensors: `${hashOf("scripts/wheels.mjs")} ${cache}`,
  prisma: hashOf("prisma/schema.prisma", "prisma.config.ts", "package-lock.json"),
};
const steps = {
  packages: installPackages,
  tensorflow: installTensorFlow,
  ffmpeg: installFfmpeg,
  safetensors: installSafetensors,
  prisma: generatePrismaClient,
};
const generated = join(root, "src", "platform", "generated");

let stamp = readStamp();
if (!existsSync(generated)) delete stamp.prisma;
if (Object.keys(wanted).some((step) => stamp[step] !== wanted[step])) {
  const started = Date.now();
  requireTools();
  for (const [step, install] of Object.entries(steps)) {
    if (stamp[step] === wanted[step]) continue;
    install();
    // A fresh node_modules holds nothing of what later steps put there.
    stamp =
      step === "packages" ? { packages: wanted.packages } : { ...stamp, [step]: wanted[step] };
    writeFileSync(stampFile, JSON.stringify(stamp, null, 2));
  }
  say(`ready after ${Math.round((Date.now() - started) / 1000)} s`);
}
