//! Another process, and what it answers.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// No program takes so long on any Python.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often it is looked whether a process has ended.
const INTERVAL: Duration = Duration::from_millis(2);

/// What a command writes to standard output, given this on standard input; else what was wrong, in
/// words.
pub(super) fn answer(mut command: Command, input: &str) -> Result<String, String> {
    let failed = |error: std::io::Error| error.to_string();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that reads nothing says why in the end.
        _ = stdin.write_all(input.as_bytes());
    }
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    let output = std::thread::spawn(move || read(output));
    let errors = std::thread::spawn(move || read(errors));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().map_err(failed)?;
            child.wait().map_err(failed)?;
            return Err(format!("it took longer than {} s", PATIENCE.as_secs()));
        }
        std::thread::sleep(INTERVAL);
    };
    let text = |thread: std::thread::JoinHandle<String>| thread.join().unwrap_or_default();
    let (output, errors) = (text(output), text(errors));
    match (status.success(), errors.lines().last()) {
        (true, _) => Ok(output),
        (false, Some(line)) => Err(line.trim().to_owned()),
        (false, None) => Err(format!("it ended with {status}")),
    }
}

fn read(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What was read so far is all there is.
        _ = pipe.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
