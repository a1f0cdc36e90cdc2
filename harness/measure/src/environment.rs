//! Facts about machine, build and run.

use crate::emulator;
use results::{Environment, Fact};
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;
use trace::optimise::Passes;

/// Everything that is known now. `mode` is `quick` or `full`, `opt` what programs went through.
pub fn collect(seed: u64, mode: &str, opt: Passes) -> Environment {
    let [stencil_library, stencil_build_ms] = stencils();
    let facts = [
        ("time", Fact::Text(humantime::format_rfc3339_seconds(SystemTime::now()).to_string())),
        ("cpu", fact(cpu(), "/proc/cpuinfo names no model")),
        ("cores", cores()),
        ("mitigations", mitigations()),
        ("kernel", fact(first_line("/proc/sys/kernel/osrelease"), "no /proc/sys/kernel")),
        ("memory_bytes", memory_bytes()),
        ("target", Fact::Text(target())),
        ("rustc", built_with(option_env!("UOPBENCH_RUSTC"))),
        ("llvm", built_with(option_env!("UOPBENCH_LLVM"))),
        ("cranelift", cranelift()),
        ("profile", built_with(option_env!("UOPBENCH_PROFILE"))),
        ("features", Fact::List(registry::features())),
        ("stencil_library", stencil_library),
        ("stencil_build_ms", stencil_build_ms),
        ("executable", executable()),
        ("uopbench", Fact::Text(env!("CARGO_PKG_VERSION").into())),
        ("git_revision", fact(git_revision(), "the sources are not in a git repository here")),
        ("seed", Fact::Number(seed)),
        ("mode", Fact::Text(mode.into())),
        ("optimiser", Fact::Text(opt.to_string())),
    ];
    let emulator = emulator().map(|emulator| ("emulator", Fact::Text(emulator)));
    facts.into_iter().chain(emulator).map(|(name, fact)| (name.to_owned(), fact)).collect()
}

/// The processor and the system that this was compiled for, as results name them.
pub fn target() -> String {
    format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS)
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

/// Facts about the stencils of this build: a hash of all, and how many milliseconds the build took to
/// make them.
fn stencils() -> [Fact; 2] {
    match inspect::stencils::library() {
        Ok(library) => [Fact::Text(library.hash), Fact::Number(library.build_ms)],
        Err(error) => [(); 2].map(|()| Fact::Missing { unavailable: error.to_string() }),
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
    if registry::features().iter().any(|feature| feature == "cranelift") {
        built_with(option_env!("UOPBENCH_CRANELIFT"))
    } else {
        Fact::Missing { unavailable: "built without the feature cranelift".into() }
    }
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

/// The processor's name, and its family, model and stepping where it has these, since virtual machines often give
/// processors of several generations the same name.
fn cpu() -> Option<String> {
    let value = |key| value_of("/proc/cpuinfo", key);
    let name = value("model name")?;
    Some(match (value("cpu family"), value("model"), value("stepping")) {
        (Some(family), Some(model), Some(stepping)) => {
            format!("{name} (family {family}, model {model}, stepping {stepping})")
        }
        _ => name,
    })
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

/// The commit of the sources, with a mark where they differ from it. Reference runs, which several benches of one build
/// write one after the other, are no sources.
fn git_revision() -> Option<String> {
    let git = |arguments: &[&str]| {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
        let output = Command::new("git").arg("-C").arg(sources).args(arguments).output().ok()?;
        let text = output.status.success().then(|| String::from_utf8(output.stdout).ok())??;
        Some(text.trim().to_owned())
    };
    let revision = git(&["rev-parse", "HEAD"])?;
    let changed =
        !git(&["status", "--porcelain", "--untracked-files=no", ":/", ":(top,exclude)results"])?
            .is_empty();
    Some(if changed { format!("{revision} with changes") } else { revision })
}
