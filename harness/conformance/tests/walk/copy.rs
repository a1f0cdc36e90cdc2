//! A copy of the project, to change and to build.

use super::step::Step;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// The project's root.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A copy of the project, without what is not needed to build and test it.
pub struct Copy(PathBuf);

impl Copy {
    /// A new copy. All copies share what their dependencies are compiled to.
    pub fn new(name: &str) -> Copy {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the last copy can be removed");
        }
        copy(root(), &folder, &["target", ".git", "results", "findings"])
            .expect("files can be copied");
        Copy(folder)
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).expect("the file is there")
    }

    /// Makes the change of a step.
    pub fn apply(&self, step: &Step) {
        let text = step.apply(&self.read(&step.file)).unwrap_or_else(|wrong| panic!("{wrong}"));
        fs::write(self.path(&step.file), text).expect("the copy can be written");
    }

    /// Takes the change of a step back.
    pub fn restore(&self, step: &Step) {
        let text = fs::read(root().join(&step.file)).expect("the file is there");
        fs::write(self.path(&step.file), text).expect("the copy can be written");
    }

    /// Runs `cargo test` with these arguments, and with a variable that has tests write files anew.
    /// Returns whether it succeeds, and what it prints.
    pub fn test(&self, arguments: &str, update: Option<&str>) -> (bool, String) {
        // Not the project's own: cargo takes crates at the same place in two workspaces for the same.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk-target");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(&self.0).env("CARGO_TARGET_DIR", target).args(["test", "--locked"]);
        command.args(arguments.split(' ')).envs(update.map(|variable| (variable, "1")));
        let output = command.output().expect("cargo can be run");
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8_lossy(&text).into_owned())
    }

    /// The same, where it has to succeed.
    #[track_caller]
    pub fn pass(&self, arguments: &str, update: Option<&str>) {
        let (succeeds, output) = self.test(arguments, update);
        assert!(succeeds, "cargo test {arguments}\n{output}");
    }
}

fn copy(from: &Path, to: &Path, without: &[&str]) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if without.iter().any(|without| name == *without) {
            continue;
        }
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &to.join(&name), &["target"])?,
            false => drop(fs::copy(entry.path(), to.join(&name))?),
        }
    }
    Ok(())
}
