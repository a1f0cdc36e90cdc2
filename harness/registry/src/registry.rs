//! The backends of this build.

use crate::Error;
use backend_api::{Backend, BackendError};
use results::CEILING;
use text::suggest;

/// A backend that this crate knows, built or not.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The id used on the command line and in results.
    pub id: &'static str,
    /// Whether it takes part only where it is asked for.
    pub on_request: bool,
    make: fn() -> Result<Box<dyn Backend>, BackendError>,
}

/// Every backend, in the order in which reports show them. The first is the baseline.
pub const ENTRIES: &[Entry] = &[
    Entry::new("interp-match", interpreter_match),
    Entry::new("interp-tail", interpreter_tail),
    Entry::new("template-none", template_none),
    Entry::new("copy-patch", copy_patch),
    Entry::new("cranelift-fast", || cranelift("cranelift-fast")),
    Entry::new("cranelift-balanced", || cranelift("cranelift-balanced")),
    Entry::new("cranelift-best", || cranelift("cranelift-best")),
    Entry::derived("cranelift-derived-fast", || cranelift("cranelift-derived-fast")),
    Entry::derived("cranelift-derived-balanced", || cranelift("cranelift-derived-balanced")),
    Entry::derived("cranelift-derived-best", || cranelift("cranelift-derived-best")),
    Entry::new("cranelift-jitmodule", || cranelift("cranelift-jitmodule")),
    // Takes seconds to compile a program.
    Entry { on_request: true, ..Entry::new(CEILING, llvm_o3) },
];

/// Whether references have the 64 bits of a stack slot. Elsewhere no program runs.
const WORDS_ARE_POINTERS: bool = size_of::<usize>() == size_of::<u64>();

impl Entry {
    const fn new(id: &'static str, make: fn() -> Result<Box<dyn Backend>, BackendError>) -> Self {
        Entry { id, on_request: false, make }
    }

    /// A derived lowering, which only those want who compare it with the one by hand.
    const fn derived(
        id: &'static str,
        make: fn() -> Result<Box<dyn Backend>, BackendError>,
    ) -> Self {
        Entry { on_request: true, ..Entry::new(id, make) }
    }

    /// Makes the backend, or says why this build or machine does not have it.
    pub fn make(&self) -> Result<Box<dyn Backend>, BackendError> {
        (self.make)()
    }
}

/// The ids of all backends.
pub fn ids() -> Vec<&'static str> {
    ENTRIES.iter().map(|entry| entry.id).collect()
}

/// The backend with this id.
pub fn find(id: &str) -> Result<&'static Entry, Error> {
    ENTRIES.iter().find(|entry| entry.id == id).ok_or_else(|| Error::UnknownBackend {
        id: id.into(),
        help: suggest::help(id, "backends", &ids()),
    })
}

/// The backends that a command works with.
#[derive(Default)]
pub struct Selection {
    /// Those that are available, in the order asked for.
    pub backends: Vec<Box<dyn Backend>>,
    /// Why others are not.
    pub missing: Vec<BackendError>,
}

/// The backends with these ids, each once, or an error where one is not available; without any id
/// all that are, but those that have to be asked for, or an error where there are none.
pub fn select(ids: &[String]) -> Result<Selection, Error> {
    let mut selection = Selection::default();
    if ids.is_empty() {
        for entry in ENTRIES.iter().filter(|entry| !entry.on_request) {
            match entry.make() {
                Ok(backend) => selection.backends.push(backend),
                Err(error) => selection.missing.push(error),
            }
        }
        if selection.backends.is_empty() {
            // That of the baseline comes first.
            selection.missing.truncate(1);
            return selection.missing.pop().map_or(Ok(selection), |error| Err(error.into()));
        }
        return Ok(selection);
    }
    for id in ids {
        if selection.backends.iter().all(|backend| backend.info().id != id) {
            selection.backends.push(match id.starts_with(SWITCHED) {
                true => switched(id)?,
                false => find(id)?.make()?,
            });
        }
    }
    Ok(selection)
}

/// All backends that are available, those that have to be asked for too, but not the ceiling: what has to
/// hold on every backend has to hold on these.
pub fn select_all() -> Selection {
    let mut selection = Selection::default();
    for entry in ENTRIES.iter().filter(|entry| entry.id != CEILING) {
        match entry.make() {
            Ok(backend) => selection.backends.push(backend),
            Err(error) => selection.missing.push(error),
        }
    }
    selection
}

/// As [`select`], and the ceiling too; without any id its absence is one more that is noted.
pub fn select_with_ceiling(ids: &[String]) -> Result<Selection, Error> {
    let mut selection = select(ids)?;
    match find(CEILING)?.make() {
        _ if ids.iter().any(|id| id == CEILING) => {}
        Ok(backend) => selection.backends.push(backend),
        Err(error) => selection.missing.push(error),
    }
    Ok(selection)
}

fn interpreter_match() -> Result<Box<dyn Backend>, BackendError> {
    match WORDS_ARE_POINTERS {
        true => Ok(Box::new(interpreter::Match::new())),
        false => {
            let target = [std::env::consts::ARCH, std::env::consts::OS].join(" ");
            let reason = format!("a stack slot has 64 bits, and a reference has fewer on {target}");
            Err(BackendError::Unavailable { backend: "interp-match", reason })
        }
    }
}

#[cfg(feature = "interpreter-tail")]
fn interpreter_tail() -> Result<Box<dyn Backend>, BackendError> {
    Ok(Box::new(interpreter_tail::Tail::new()?))
}

#[cfg(feature = "copy-patch")]
fn copy_patch() -> Result<Box<dyn Backend>, BackendError> {
    Ok(Box::new(copy_patch::CopyPatch::new()?))
}

/// Cranelift in the configuration with this id.
#[cfg(feature = "cranelift")]
fn cranelift(id: &'static str) -> Result<Box<dyn Backend>, BackendError> {
    use cranelift_backend::{Config, Cranelift};
    let config = Config::ALL.into_iter().find(|config| config.info().id == id);
    Ok(Box::new(Cranelift::new(config.expect("each entry is a configuration's"))?))
}

#[cfg(feature = "template")]
fn template_none() -> Result<Box<dyn Backend>, BackendError> {
    Ok(Box::new(template::Template::new()?))
}

#[cfg(not(feature = "template"))]
fn template_none() -> Result<Box<dyn Backend>, BackendError> {
    Err(not_built("template-none", "template"))
}

#[cfg(feature = "llvm")]
fn llvm_o3() -> Result<Box<dyn Backend>, BackendError> {
    Ok(Box::new(llvm::Llvm::new()?))
}

#[cfg(not(feature = "llvm"))]
fn llvm_o3() -> Result<Box<dyn Backend>, BackendError> {
    Err(not_built(CEILING, "llvm"))
}

#[cfg(not(feature = "interpreter-tail"))]
fn interpreter_tail() -> Result<Box<dyn Backend>, BackendError> {
    Err(not_built("interp-tail", "interpreter-tail"))
}

#[cfg(not(feature = "copy-patch"))]
fn copy_patch() -> Result<Box<dyn Backend>, BackendError> {
    Err(not_built("copy-patch", "copy-patch"))
}

#[cfg(not(feature = "cranelift"))]
fn cranelift(id: &'static str) -> Result<Box<dyn Backend>, BackendError> {
    Err(not_built(id, "cranelift"))
}

/// What ids of configurations of the copy-and-patch backend begin with: a `+` and the switch follow.
const SWITCHED: &str = "copy-patch+";

/// The copy-and-patch backend in the configuration with this id.
fn switched(id: &str) -> Result<Box<dyn Backend>, Error> {
    let mut all = configurations()?;
    let known: Vec<&'static str> = all.iter().map(|backend| backend.info().id).collect();
    match known.iter().position(|known| *known == id) {
        Some(index) => Ok(all.swap_remove(index)),
        None => Err(Error::UnknownBackend {
            id: id.into(),
            help: suggest::help(id, "configurations", &known),
        }),
    }
}

/// The copy-and-patch backend in all its configurations, the default first.
#[cfg(feature = "ablation")]
pub fn configurations() -> Result<Vec<Box<dyn Backend>>, BackendError> {
    let mut all = vec![copy_patch()?];
    for backend in copy_patch::CopyPatch::switched()? {
        all.push(Box::new(backend));
    }
    Ok(all)
}

/// The copy-and-patch backend in all its configurations.
#[cfg(not(feature = "ablation"))]
pub fn configurations() -> Result<Vec<Box<dyn Backend>>, BackendError> {
    Err(not_built("copy-patch in its other configurations", "ablation"))
}

#[cfg(not(all(
    feature = "ablation",
    feature = "interpreter-tail",
    feature = "copy-patch",
    feature = "cranelift",
    feature = "llvm",
    feature = "template"
)))]
fn not_built(backend: &'static str, feature: &str) -> BackendError {
    let reason = format!("this uopbench was built without it; build with --features {feature}");
    BackendError::Unavailable { backend, reason }
}

/// The features of this build that results note.
pub fn features() -> Vec<String> {
    let features = [
        ("interpreter-tail", cfg!(feature = "interpreter-tail")),
        ("copy-patch", cfg!(feature = "copy-patch")),
        ("cranelift", cfg!(feature = "cranelift")),
    ];
    features.iter().filter(|(_, on)| *on).map(|(name, _)| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_know_every_backend() {
        assert_eq!(ids(), results::BACKENDS);
    }

    /// `.ci/run` runs this test, too, with all backends that are quick to build and code for no processor.
    #[test]
    fn a_backend_without_code_for_the_target_says_so() {
        let mut made = 0;
        for entry in ENTRIES {
            match entry.make() {
                Ok(_) => made += 1,
                Err(error) => {
                    let error = error.to_string();
                    let named = format!("backend {} is not available: ", entry.id);
                    assert!(error.starts_with(&named), "{error}");
                    let target = [std::env::consts::ARCH, std::env::consts::OS].join(" ");
                    let is_reason = error.contains("without it") || error.contains(&target);
                    assert!(is_reason, "{error}");
                }
            }
        }
        match (WORDS_ARE_POINTERS, cfg!(uopbench_no_isa)) {
            (false, _) => {
                assert_eq!(made, 0, "no program runs");
                let error = select(&[]).err().expect("there is no backend").to_string();
                assert!(error.starts_with("backend interp-match is not available"), "{error}");
            }
            (true, true) => assert_eq!(made, 1, "the baseline alone needs no machine code"),
            (true, false) => assert!(select(&[]).is_ok_and(|all| !all.backends.is_empty())),
        }
    }
}
