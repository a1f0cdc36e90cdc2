//! `uopbench stencils`

use crate::error::Error;
use crate::record::StencilRecord;

const EXAMPLES: &str = "\
Examples:
  uopbench stencils                        the size of each
  uopbench stencils _BINARY_OP_ADD_INT     the code of one uop's, with its holes";

/// What `stencils` takes.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Show the code of this uop's stencils
    uop: Option<String>,
}

/// The sizes of all stencils; none where this build or target has none.
pub(super) fn records() -> Vec<StencilRecord> {
    #[cfg(feature = "copy-patch")]
    return library::records().unwrap_or_default();
    #[cfg(not(feature = "copy-patch"))]
    Vec::new()
}

pub(super) fn run(args: &Args) -> Result<(), Error> {
    #[cfg(feature = "copy-patch")]
    return match &args.uop {
        Some(uop) => library::show(uop),
        None => library::list(),
    };
    #[cfg(not(feature = "copy-patch"))]
    {
        _ = &args.uop;
        crate::backends::find("copy-patch")?.make()?;
        Ok(())
    }
}

/// What needs the library of stencils.
#[cfg(feature = "copy-patch")]
mod library {
    use crate::cli::print;
    use crate::disassembly::instructions;
    use crate::error::Error;
    use crate::explore::stencil_of;
    use crate::format::{count, table};
    use crate::record::StencilRecord;
    use crate::suggest;
    use backend_api::BackendError;
    use copy_patch::{Blob, Stencil};

    /// The sizes of all stencils.
    pub(super) fn records() -> Result<Vec<StencilRecord>, BackendError> {
        Ok(copy_patch::library()?.stencils.iter().map(record).collect())
    }

    fn record(stencil: &Stencil) -> StencilRecord {
        let (name, depth) = split(stencil);
        StencilRecord {
            name: name.into(),
            depth,
            code_bytes: stencil.hot.bytes.len(),
            cold_bytes: stencil.cold.bytes.len(),
            holes: stencil.hot.holes.len() + stencil.cold.holes.len(),
        }
    }

    /// The name, with the oparg that it is made for, and the number of cached slots.
    fn split(stencil: &Stencil) -> (&'static str, u32) {
        match stencil.name.rsplit_once("__") {
            Some((name, depth)) => (name, depth.parse().unwrap_or(0)),
            None => (stencil.name, 0),
        }
    }

    /// Prints a line per stencil, and the sums.
    pub(super) fn list() -> Result<(), Error> {
        let library = copy_patch::library()?;
        let records: Vec<StencilRecord> = library.stencils.iter().map(record).collect();
        let rows: Vec<Vec<String>> = records
            .iter()
            .map(|r| {
                let numbers = [r.depth as usize, r.code_bytes, r.cold_bytes, r.holes];
                let numbers = numbers.iter().map(ToString::to_string);
                std::iter::once(r.name.clone()).chain(numbers).collect()
            })
            .collect();
        let sum = |size: fn(&StencilRecord) -> usize| {
            count(records.iter().map(|record| size(record) as u64).sum())
        };
        let header = ["stencil", "cached slots", "hot bytes", "cold bytes", "holes"];
        print(&table(&header, &rows, &[1, 2, 3, 4]))?;
        print(&format!(
            "\n{} stencils: {} bytes hot, {} cold; made in {} ms of the build\n",
            count(records.len() as u64),
            sum(|record| record.code_bytes),
            sum(|record| record.cold_bytes),
            library.build_ms
        ))
    }

    /// Prints the code of a uop's stencils.
    pub(super) fn show(uop: &str) -> Result<(), Error> {
        let library = copy_patch::library()?;
        let mut out = String::new();
        for stencil in library.stencils.iter().filter(|stencil| stencil_of(stencil.name, uop)) {
            let (name, depth) = split(stencil);
            out += &format!(
                "{name}, {depth} cached slots: {} bytes hot, {} cold\n",
                stencil.hot.bytes.len(),
                stencil.cold.bytes.len()
            );
            code(&mut out, &stencil.hot);
            if !stencil.cold.bytes.is_empty() {
                out += "  cold:\n";
                code(&mut out, &stencil.cold);
            }
            out.push('\n');
        }
        if out.is_empty() {
            let mut names: Vec<&str> = library.stencils.iter().map(|s| split(s).0).collect();
            names.dedup();
            let help = match suggest::nearest(uop, &names) {
                Some(name) => format!("did you mean `{name}`? `uopbench stencils` lists them"),
                None => "`uopbench stencils` lists them".into(),
            };
            return Err(Error::UnknownStencil { name: uop.into(), help });
        }
        print(&out)
    }

    fn code(out: &mut String, blob: &Blob) {
        let note = |bytes: std::ops::Range<usize>| {
            let inside = blob.holes.iter().filter(|hole| bytes.contains(&hole.offset.into()));
            let notes: Vec<String> = inside
                .map(|hole| match hole.addend {
                    0 => format!("{:?}, {:?}", hole.what, hole.patch),
                    addend => format!("{:?} {addend:+}, {:?}", hole.what, hole.patch),
                })
                .collect();
            (!notes.is_empty()).then(|| notes.join("; "))
        };
        instructions(out, 0, blob.bytes, &note);
    }
}
