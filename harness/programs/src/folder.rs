//! Folders of workloads.

use crate::names::{CORPUS_FOLDER, FOLDER_VARIABLE, PROBES, PROGRAM_FILE, RECORDING_FILE};
use crate::{Error, Variant, probe};
use std::path::{Path, PathBuf};

/// The folder of workloads: the one asked for, the environment's, the nearest `workloads` from here
/// upwards, or that of the sources that this was built from.
pub fn workloads_folder(asked: Option<&Path>) -> Result<PathBuf, Error> {
    if let Some(folder) = asked {
        return Ok(folder.into());
    }
    if let Some(folder) = std::env::var_os(FOLDER_VARIABLE) {
        return Ok(folder.into());
    }
    let here = std::env::current_dir().unwrap_or_default();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    let upwards = here.ancestors().map(|folder| folder.join("workloads"));
    upwards
        .chain([sources])
        .find(|folder| names(folder).is_ok_and(|names| !names.is_empty()))
        .ok_or(Error::NoWorkloads)
}

/// The names that were given; those of the folder if there are none. `corpus` stands for these and all
/// programs beside them that have such a recording, `probes` for all probes, and a folder of folders with
/// programs for these.
pub fn named(
    given: &[String],
    folder: Option<&Path>,
    variant: &Variant,
) -> Result<Vec<String>, Error> {
    if given.is_empty() {
        return names(&workloads_folder(folder)?);
    }
    let mut all = Vec::new();
    for name in given {
        match name.as_str() {
            CORPUS_FOLDER => {
                let folders = all_folders(folder)?.into_iter();
                let recorded = folders.filter(|(_, path)| variant.is_in(path));
                all.extend(recorded.map(|(name, _)| name));
            }
            PROBES => all.extend(probe::ALL.iter().map(|probe| probe.name.to_owned())),
            _ => match within(Path::new(name)) {
                programs if programs.is_empty() => all.push(name.clone()),
                programs => all.extend(programs),
            },
        }
    }
    Ok(all)
}

/// The programs in a folder that is none itself.
fn within(folder: &Path) -> Vec<String> {
    let is_program = [PROGRAM_FILE, RECORDING_FILE].iter().any(|file| folder.join(file).is_file());
    if is_program || !folder.is_dir() {
        return Vec::new();
    }
    let names = names(folder).unwrap_or_default();
    names.iter().map(|name| folder.join(name).display().to_string()).collect()
}

/// Names and folders of all workloads of a folder, and of the corpus beside it.
pub(crate) fn all_folders(asked: Option<&Path>) -> Result<Vec<(String, PathBuf)>, Error> {
    let folder = workloads_folder(asked)?;
    let corpus = folder.with_file_name(CORPUS_FOLDER);
    let mut all = Vec::new();
    for folder in [folder, corpus] {
        if folder.is_dir()
            && !all.iter().any(|(_, known): &(_, PathBuf)| known.starts_with(&folder))
        {
            all.extend(names(&folder)?.into_iter().map(|name| (name.clone(), folder.join(name))));
        }
    }
    Ok(all)
}

/// The names of a folder's workloads, in alphabetical order.
pub(crate) fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let entries = std::fs::read_dir(folder).map_err(files::Error::io("read", folder))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| {
            let path = entry.path();
            path.join(PROGRAM_FILE).is_file() || path.join(RECORDING_FILE).is_file()
        })
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{create_dir, write};

    #[test]
    fn a_folder_of_programs_stands_for_these() {
        let folder = tempfile::TempDir::new().expect("there is room");
        for (name, file) in [("b", PROGRAM_FILE), ("a", RECORDING_FILE), ("c", "notes.txt")] {
            create_dir(folder.path().join(name)).expect("there is room");
            write(folder.path().join(name).join(file), "").expect("there is room");
        }
        let given = |path: &Path| {
            let found = named(&[path.display().to_string()], None, &Variant::default());
            found.expect("it is a folder")
        };
        let path = |name: &str| folder.path().join(name).display().to_string();
        assert_eq!(given(folder.path()), [path("a"), path("b")]);
        assert_eq!(given(&folder.path().join("a")), [path("a")]);
        assert_eq!(given(&folder.path().join("c")), [path("c")]);
    }
}
