//! What is noted about machine, build and run.

use crate::record::{Environment, Fact};
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;
use trace::optimise::Passes;

/// Everything that is known now. `mode` is `quick` or `full`, `opt` what programs went through.
pub fn collect(seed: u64, mode: &str, opt: Passes) -> Environment {
    let facts = [
        ("time", Fact::Text(humantime::format_rfc3339_seconds(SystemTime::now()).to_string())),
        ("cpu", fact(cpu(), "/proc/cpuinfo names no model")),
        ("cores", cores()),
        ("mitigations", mitigations()),
        ("kernel", fact(first_line("/proc/sys/kernel/osrelease"), "no /proc/sys/kernel")),
        ("memory_bytes", memory_bytes()),
        ("target", Fact::Text(format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS))),
        ("rustc", built_with(option_env!("UOPBENCH_RUSTC"))),
        ("llvm", built_with(option_env!("UOPBENCH_LLVM"))),
        ("cranelift", cranelift()),
        ("profile", built_with(option_env!("UOPBENCH_PROFILE"))),
        ("features", Fact::List(features())),
        ("stencil_library", stencil_library()),
        ("stencil_build_ms", stencil_build()),
        ("executable", executable()),
        ("uopbench", Fact::Text(env!("CARGO_PKG_VERSION").into())),
        ("git_revision", fact(git_revision(), "the sources are not in a git repository here")),
        ("seed", Fact::Number(seed)),
        ("mode", Fact::Text(mode.into())),
        ("optimiser", Fact::Text(opt.to_string())),
    ];
    facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect()
}

/// Facts that tell a machine.
const MACHINE: [&str; 4] = ["cpu", "cores", "target", "memory_bytes"];
/// Facts that tell a build, and what it was told to do with programs.
const BUILD: [&str; 9] = [
    "uopbench",
    "git_revision",
    "rustc",
    "llvm",
    "cranelift",
    "profile",
    "features",
    "stencil_library",
    "optimiser",
];

/// The first difference of the machine.
pub fn machine_difference(a: &Environment, b: &Environment) -> Option<String> {
    first_difference(a, b, &MACHINE)
}

/// Whether it is another program file.
pub fn executable_difference(a: &Environment, b: &Environment) -> Option<String> {
    first_difference(a, b, &["executable"])
}

/// The first difference of the build.
pub fn build_difference(a: &Environment, b: &Environment) -> Option<String> {
    first_difference(a, b, &BUILD)
}

fn first_difference(a: &Environment, b: &Environment, names: &[&str]) -> Option<String> {
    names.iter().find_map(|&name| {
        let (a, b) = (a.get(name)?, b.get(name)?);
        let alike = match (a, b) {
            // A kernel takes a little more or less for itself from one start to the next.
            (&Fact::Number(a), &Fact::Number(b)) if name == "memory_bytes" => {
                a.abs_diff(b) <= a.max(b) / 50
            }
            _ => a == b,
        };
        let texts = |fact: &Fact| fact.texts().join(", ");
        (!alike).then(|| format!("{name} is {} and {}", texts(a), texts(b)))
    })
}

/// What the kernel does against side channels.
fn mitigations() -> Fact {
    let folder = Path::new("/sys/devices/system/cpu/vulnerabilities");
    let mut lines: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let state = first_line(entry.path().to_str()?)?;
            let name = entry.file_name().into_string().ok()?;
            (state != "Not affected").then(|| format!("{name}: {state}"))
        })
        .collect();
    lines.sort();
    match lines.is_empty() {
        true => Fact::Missing { unavailable: "the kernel names none".into() },
        false => Fact::List(lines),
    }
}

/// A hash of this very program.
fn executable() -> Fact {
    let contents = std::env::current_exe().and_then(std::fs::read);
    match contents {
        Ok(contents) => {
            let mut hasher = DefaultHasher::new();
            hasher.write(&contents);
            Fact::Text(format!("{:016x}", hasher.finish()))
        }
        Err(error) => Fact::Missing { unavailable: error.to_string() },
    }
}

/// How long the build took to make the stencils, in milliseconds.
fn stencil_build() -> Fact {
    #[cfg(feature = "copy-patch")]
    return match copy_patch::library() {
        Ok(library) => Fact::Number(library.build_ms),
        Err(error) => Fact::Missing { unavailable: error.to_string() },
    };
    #[cfg(not(feature = "copy-patch"))]
    Fact::Missing { unavailable: "built without the feature copy-patch".into() }
}

/// A hash of all stencils.
fn stencil_library() -> Fact {
    #[cfg(feature = "copy-patch")]
    return match copy_patch::library() {
        Ok(library) => {
            let mut hasher = Fnv1a::default();
            for stencil in library.stencils {
                hasher.add(stencil.name.as_bytes());
                hasher.add(stencil.hot.bytes);
                hasher.add(stencil.cold.bytes);
            }
            Fact::Text(format!("{:016x}", hasher.0))
        }
        Err(error) => Fact::Missing { unavailable: error.to_string() },
    };
    #[cfg(not(feature = "copy-patch"))]
    Fact::Missing { unavailable: "built without the feature copy-patch".into() }
}

/// The hash function FNV-1a.
#[cfg(feature = "copy-patch")]
struct Fnv1a(u64);

#[cfg(feature = "copy-patch")]
impl Default for Fnv1a {
    fn default() -> Self {
        Fnv1a(0xcbf2_9ce4_8422_2325)
    }
}

#[cfg(feature = "copy-patch")]
impl Fnv1a {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

fn fact(text: Option<String>, reason: &str) -> Fact {
    match text {
        Some(text) => Fact::Text(text),
        None => Fact::Missing { unavailable: reason.into() },
    }
}

fn built_with(value: Option<&str>) -> Fact {
    fact(value.map(str::to_owned), "the build did not learn it")
}

fn cranelift() -> Fact {
    if cfg!(feature = "cranelift") {
        built_with(option_env!("UOPBENCH_CRANELIFT"))
    } else {
        Fact::Missing { unavailable: "built without the feature cranelift".into() }
    }
}

fn features() -> Vec<String> {
    let features = [
        ("interpreter-tail", cfg!(feature = "interpreter-tail")),
        ("copy-patch", cfg!(feature = "copy-patch")),
        ("cranelift", cfg!(feature = "cranelift")),
    ];
    features.iter().filter(|(_, on)| *on).map(|(name, _)| (*name).to_owned()).collect()
}

fn first_line(path: &str) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    text.lines().next().map(|line| line.trim().to_owned())
}

/// The value of the first line `key : value`.
fn value_of(path: &str, key: &str) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        (name.trim() == key).then(|| value.trim().to_owned())
    })
}

fn cpu() -> Option<String> {
    value_of("/proc/cpuinfo", "model name")
}

fn cores() -> Fact {
    match std::thread::available_parallelism() {
        Ok(cores) => Fact::Number(cores.get() as u64),
        Err(error) => Fact::Missing { unavailable: error.to_string() },
    }
}

fn memory_bytes() -> Fact {
    let kilobytes = value_of("/proc/meminfo", "MemTotal")
        .and_then(|value| value.strip_suffix(" kB")?.trim().parse::<u64>().ok());
    match kilobytes {
        Some(kilobytes) => Fact::Number(kilobytes * 1024),
        None => Fact::Missing { unavailable: "/proc/meminfo has no MemTotal".into() },
    }
}

/// The commit of the sources, with a mark where they differ from it.
fn git_revision() -> Option<String> {
    let git = |arguments: &[&str]| {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
        let output = Command::new("git").arg("-C").arg(sources).args(arguments).output().ok()?;
        let text = output.status.success().then(|| String::from_utf8(output.stdout).ok())??;
        Some(text.trim().to_owned())
    };
    let revision = git(&["rev-parse", "HEAD"])?;
    let changed = !git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    Some(if changed { format!("{revision} with changes") } else { revision })
}
