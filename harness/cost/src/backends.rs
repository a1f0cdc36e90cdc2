//! Lines of code that backends need.

use crate::Error;
use crate::lines::Counted;
use crate::rows::Rows;
use results::cost::{CommonCost, Cost, Costs};
use std::path::{Path, PathBuf};

/// A file that the sources have, wherever they are.
const LANDMARK: &str = "uops/src/dialect/mod.rs";

/// The rows of all dialects.
const ROWS: &str = "uops/src/dialect";

/// Where a backend's sources are, from the root of the project.
struct Sources {
    /// What the backend is called here: its configurations are one.
    backend: &'static str,
    /// Its package.
    package: &'static str,
    /// What only it needs.
    own: &'static [&'static str],
    /// What it shares with other backends.
    shared: &'static [&'static str],
    /// What is written uop by uop.
    by_uop: &'static [&'static str],
    /// What makes code of the uops' functions.
    derivation: &'static [&'static str],
}

/// The pipeline that makes machine code of functions.
const STENCILS: [&str; 3] = ["stencils/extract/src", "stencils/format/src", "stencils/base"];

/// Every backend.
const SOURCES: &[Sources] = &[
    Sources {
        backend: "interp-match",
        package: "uopbench-interpreter",
        own: &["backends/interpreter/src"],
        shared: &[],
        by_uop: &[],
        derivation: &[],
    },
    Sources {
        backend: "interp-tail",
        package: "uopbench-interpreter-tail",
        own: &[
            "backends/interpreter-tail/build.rs",
            "backends/interpreter-tail/src",
            "stencils/source/tail.rs",
        ],
        shared: &[
            STENCILS[0],
            STENCILS[1],
            STENCILS[2],
            "stencils/source/trampoline.rs",
            "backends/code-memory/src",
        ],
        by_uop: &[],
        derivation: &[STENCILS[0], STENCILS[1], STENCILS[2], "stencils/source/tail.rs"],
    },
    Sources {
        backend: "template-none",
        package: "uopbench-template",
        own: &["backends/template/src"],
        shared: &["backends/code-memory/src"],
        by_uop: &[],
        derivation: &[],
    },
    Sources {
        backend: "copy-patch",
        package: "uopbench-copy-patch",
        own: &[
            "backends/copy-patch/build.rs",
            "backends/copy-patch/src",
            "stencils/source/exits.rs",
            "stencils/source/lib.rs",
            "stencils/source/moves.rs",
            "stencils/source/variants.rs",
        ],
        shared: &[
            STENCILS[0],
            STENCILS[1],
            STENCILS[2],
            "stencils/source/trampoline.rs",
            "backends/code-memory/src",
        ],
        by_uop: &[],
        derivation: &[
            STENCILS[0],
            STENCILS[1],
            STENCILS[2],
            "stencils/source/exits.rs",
            "stencils/source/lib.rs",
            "stencils/source/moves.rs",
            "stencils/source/variants.rs",
        ],
    },
    Sources {
        backend: "cranelift",
        package: "uopbench-cranelift",
        own: &[
            "backends/cranelift/build.rs",
            "backends/cranelift/derive/src",
            "backends/cranelift/form/src",
            "backends/cranelift/source",
            "backends/cranelift/src",
        ],
        shared: &["backends/code-memory/src"],
        by_uop: &["backends/cranelift/src/lower/uop"],
        derivation: &[
            "backends/cranelift/derive/src",
            "backends/cranelift/form/src",
            "backends/cranelift/source",
            "backends/cranelift/src/lower/inline",
        ],
    },
    Sources {
        backend: "llvm-o3",
        package: "uopbench-llvm",
        own: &["backends/llvm/build.rs", "backends/llvm/src", "backends/llvm/source"],
        shared: &["stencils/base"],
        by_uop: &[],
        derivation: &["backends/llvm/source"],
    },
];

/// The folder of the project's sources: the nearest from here upwards, or the one that this was built
/// from.
pub fn sources() -> Option<PathBuf> {
    let here = std::env::current_dir().unwrap_or_default();
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = here.ancestors().map(Path::to_path_buf).chain([built]);
    folders.find(|folder| folder.join(LANDMARK).is_file())
}

/// Counts all backends' lines in the project at `root`, which may be another checkout than that of this build.
pub fn count(root: &Path) -> Result<Costs, Error> {
    if !root.join(LANDMARK).is_file() {
        return Err(Error::NoCheckout { path: root.to_owned(), landmark: LANDMARK });
    }
    let rows = Rows::read(&root.join(ROWS))?;
    let backends = SOURCES.iter().map(|sources| cost(root, sources, &rows));
    let backends = backends.collect::<Result<_, _>>()?;
    let uops = rows.len();
    let by_uop = counted(root, &[ROWS, "uops/semantics/src/functions"])?.lines;
    let common = CommonCost {
        lines: counted(root, &["uops/src", "uops/semantics/src"])?.lines,
        uops,
        lines_per_uop: by_uop as f64 / uops.max(1) as f64,
    };
    Ok(Costs { common, backends, before: None })
}

/// The package of a backend.
pub fn package(backend: &str) -> Option<&'static str> {
    SOURCES.iter().find(|sources| sources.backend == backend).map(|sources| sources.package)
}

fn cost(root: &Path, sources: &Sources, rows: &Rows) -> Result<Cost, Error> {
    let by_uop = counted(root, sources.by_uop)?;
    let uops_by_hand = rows.that_mean(|function| by_uop.functions.contains(function));
    Ok(Cost {
        backend: sources.backend.into(),
        lines: counted(root, sources.own)?.lines,
        shared_lines: counted(root, sources.shared)?.lines,
        uops_by_hand,
        lines_per_uop: by_uop.lines as f64 / uops_by_hand.max(1) as f64,
        derivation_lines: match sources.derivation {
            [] => None,
            derivation => Some(counted(root, derivation)?.lines),
        },
        build_seconds: None,
    })
}

/// All sources at these paths, which are files or folders.
fn counted(root: &Path, paths: &[&str]) -> Result<Counted, Error> {
    let mut all = Counted::default();
    for path in paths {
        add(&root.join(path), &mut all)?;
    }
    Ok(all)
}

fn add(path: &Path, all: &mut Counted) -> Result<(), Error> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).map_err(files::Error::io("read", path))? {
            let path = entry.map_err(files::Error::io("read", path))?.path();
            if path.is_dir() || path.extension().is_some_and(|extension| extension == "rs") {
                add(&path, all)?;
            }
        }
        return Ok(());
    }
    let source = files::read(path)?;
    let located = |reason| Error::Source { path: path.into(), reason };
    all.add(Counted::of(&source).map_err(located)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_backend_of_the_project_has_a_cost() {
        let root = sources().expect("tests run where the sources are");
        let costs = count(&root).expect("they can be counted");
        for cost in &costs.backends {
            assert!(cost.lines > 50, "{cost:?}");
            let derivation = cost.derivation_lines.unwrap_or(1);
            assert!((1..=cost.lines + cost.shared_lines).contains(&derivation), "{cost:?}");
        }
        let manifests = std::fs::read_dir(root.join("backends")).expect("backends");
        for manifest in manifests {
            let manifest = manifest.expect("a folder").path().join("Cargo.toml");
            let manifest = std::fs::read_to_string(manifest).expect("a manifest");
            let name = manifest.lines().find_map(|line| line.strip_prefix("name = "));
            let name = name.expect("a name").trim_matches('"');
            let is_part = ["uopbench-backend-api", "uopbench-code-memory", "uopbench-debug-info"];
            let counted = SOURCES.iter().any(|sources| sources.package == name);
            assert!(counted || is_part.contains(&name), "{name} is not counted");
        }
    }

    #[test]
    fn a_uop_costs_lines_of_its_own_where_it_has_a_second_meaning() {
        let root = sources().expect("tests run where the sources are");
        let costs = count(&root).expect("they can be counted");
        for Cost { backend, uops_by_hand, lines_per_uop, .. } in costs.backends {
            assert_eq!(uops_by_hand > 0, backend == "cranelift", "{backend}: {uops_by_hand}");
            assert!(uops_by_hand <= 60, "{backend}: {uops_by_hand} uops have a second meaning");
            assert_eq!(lines_per_uop > 0.0, backend == "cranelift", "{backend}: {lines_per_uop}");
        }
        assert!((1.0..100.0).contains(&costs.common.lines_per_uop));
    }
}
