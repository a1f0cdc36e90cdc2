//! What is noted about machine, build and run.

use crate::record::{Environment, Fact};
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
        ("kernel", fact(first_line("/proc/sys/kernel/osrelease"), "no /proc/sys/kernel")),
        ("memory_bytes", memory_bytes()),
        ("target", Fact::Text(format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS))),
        ("rustc", built_with(option_env!("UOPBENCH_RUSTC"))),
        ("llvm", built_with(option_env!("UOPBENCH_LLVM"))),
        ("cranelift", cranelift()),
        ("profile", built_with(option_env!("UOPBENCH_PROFILE"))),
        ("features", Fact::List(features())),
        ("uopbench", Fact::Text(env!("CARGO_PKG_VERSION").into())),
        ("git_revision", fact(git_revision(), "the sources are not in a git repository here")),
        ("seed", Fact::Number(seed)),
        ("mode", Fact::Text(mode.into())),
        ("optimiser", Fact::Text(opt.to_string())),
    ];
    facts.into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect()
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
