//! Messages on standard error about what the command does.

use crate::output::tell;
use backend_api::BackendError;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use programs::Workload;
use std::fmt::Display;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the user wants nothing but output and errors.
static QUIET: AtomicBool = AtomicBool::new(false);

/// Says nothing from now on.
pub(crate) fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// A note for the user.
pub(crate) fn say(text: impl Display) {
    if !QUIET.load(Ordering::Relaxed) {
        tell(text);
    }
}

/// A bar with the remaining time; hidden unless standard error is a terminal.
pub(crate) fn progress_bar(length: u64) -> ProgressBar {
    let template = "{bar:30} {percent:>3} %  {eta} left  {msg}";
    let style = ProgressStyle::with_template(template);
    let bar =
        ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    if QUIET.load(Ordering::Relaxed) {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar
}

/// Notes which traces of CPython's JIT a program lacks, and why.
pub(crate) fn note_left_out(workload: Workload) -> Workload {
    for missing in &workload.left_out {
        say(format_args!("note: a trace of CPython's is left out: {missing}"));
    }
    workload
}

/// Notes which backends are absent, if the user did not ask for single backends.
pub(crate) fn note_missing(missing: &[BackendError]) {
    for error in missing {
        say(format_args!("note: {error}"));
    }
}
