//! Disturbances of a sample: time that a hypervisor or other processes took.

use std::fs::File;

/// Reads the counters of the system. One that it does not have stays 0.
#[derive(Debug)]
pub(super) struct Watch {
    /// `/proc/stat`, where there is one.
    stat: Option<File>,
}

/// The counters at one moment.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Counters {
    /// Clock ticks taken away from the machine.
    pub(super) steal: u64,
    /// Times that this process was switched away from, by its will or not.
    pub(super) switches: u64,
}

impl Watch {
    pub(super) fn new() -> Self {
        Watch { stat: File::open("/proc/stat").ok() }
    }

    pub(super) fn read(&self) -> Counters {
        let steal = self.stat.as_ref().and_then(first_line).and_then(|line| steal(&line));
        Counters { steal: steal.unwrap_or(0), switches: switches().unwrap_or(0) }
    }
}

#[cfg(unix)]
fn first_line(stat: &File) -> Option<Vec<u8>> {
    use std::os::unix::fs::FileExt;
    let mut line = [0; 256];
    let read = stat.read_at(&mut line, 0).ok()?;
    Some(line[..read].to_vec())
}

#[cfg(not(unix))]
fn first_line(_: &File) -> Option<Vec<u8>> {
    None
}

#[cfg(unix)]
fn switches() -> Option<u64> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    (usage.voluntary_context_switches() + usage.involuntary_context_switches()).try_into().ok()
}

#[cfg(not(unix))]
fn switches() -> Option<u64> {
    None
}

/// The eighth number of the first line, `cpu  user nice system idle iowait irq softirq steal …`.
fn steal(stat: &[u8]) -> Option<u64> {
    let line = stat.split(|byte| *byte == b'\n').next()?;
    let text = std::str::from_utf8(line).ok()?;
    text.strip_prefix("cpu ")?.split_whitespace().nth(7)?.parse().ok()
}

impl Counters {
    /// What was added since `earlier`.
    pub(super) fn since(self, earlier: Counters) -> Counters {
        Counters {
            steal: self.steal.saturating_sub(earlier.steal),
            switches: self.switches.saturating_sub(earlier.switches),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steal_is_the_eighth_number() {
        assert_eq!(steal(b"cpu  10 20 30 40 50 60 70 80 90 0\ncpu0 1 2 3"), Some(80));
        assert_eq!(steal(b"cpu  10 20"), None);
        assert_eq!(steal(b""), None);
    }

    #[test]
    fn counters_only_grow() {
        let watch = Watch::new();
        let before = watch.read();
        std::thread::sleep(std::time::Duration::from_millis(2));
        let after = watch.read();
        assert!(after.switches > before.switches, "sleeping gives the processor away");
        assert!(after.steal >= before.steal);
    }
}
