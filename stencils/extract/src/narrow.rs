//! Stencils with a hole of 8 bits. No compiler emits a relocation for such a hole.
//!
//! The stencil crate contains such a uop's stencil twice, made for the opargs 1 and 2. A byte that
//! differs depends on the oparg, and the difference shows how: it is that of the oparg itself, or
//! that of the offset of the local with this number. The two become one stencil called `NAME.narrow`.
//! For opargs below [`uops::stencil::NARROW_LOCALS`] the values of all its narrow holes are below
//! 128.

use crate::{Error, Library, Stencil, Target};

/// Makes one stencil of each pair.
///
/// # Errors
/// If two stencils of a pair differ otherwise than in holes, so that the uop has no narrow form.
pub fn join_pairs(library: Library, target: &Target) -> Result<Library, Error> {
    let isa = target.isa;
    let mut stencils = Vec::with_capacity(library.stencils.len());
    let mut ones = Vec::new();
    let mut twos = Vec::new();
    for stencil in library.stencils {
        let (stem, depth) = stencil.name.rsplit_once("__").unwrap_or((&stencil.name, ""));
        match stem.rsplit_once('.') {
            Some((uop, "1")) => ones.push((format!("{uop}.narrow__{depth}"), stencil)),
            Some((uop, "2")) => twos.push((format!("{uop}.narrow__{depth}"), stencil)),
            _ => stencils.push(stencil),
        }
    }
    if ones.len() != twos.len() {
        let what = format!("{} narrow stencils for 1 and {} for 2", ones.len(), twos.len());
        return Err(Error::Object { stencil: "library".into(), what });
    }
    for ((name, one), (_, two)) in ones.into_iter().zip(twos) {
        let error = |what| Error::Object { stencil: name.clone(), what };
        let hot = isa.join(&one.hot, &two.hot).map_err(error)?;
        let cold = isa.join(&one.cold, &two.cold).map_err(error)?;
        stencils.push(Stencil { name, hot, cold });
    }
    stencils.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Library { stencils })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Blob, What};

    fn blob(bytes: &[u8]) -> Blob {
        Blob { bytes: bytes.to_vec(), holes: Vec::new() }
    }

    fn library(one: &[u8], two: &[u8]) -> Result<Library, Error> {
        let stencil = |name: &str, code| Stencil {
            name: name.into(),
            hot: blob(code),
            cold: Blob::default(),
        };
        let stencils = vec![stencil("_U.1__0", one), stencil("_U.2__0", two)];
        let target = Target::new("x86_64", "linux").expect("there are stencils for it");
        join_pairs(Library { stencils }, &target)
    }

    #[test]
    fn what_differs_is_a_hole() {
        let library = library(&[0x40, 8, 0x90, 1], &[0x40, 16, 0x90, 2]).expect("they are alike");
        let [stencil] = &library.stencils[..] else { panic!("{library:?}") };
        assert_eq!(stencil.name, "_U.narrow__0");
        assert_eq!(stencil.hot.bytes, [0x40, 0, 0x90, 0]);
        let holes: Vec<_> = stencil.hot.holes.iter().map(|hole| (hole.offset, hole.what)).collect();
        assert_eq!(holes, [(1, What::Local), (3, What::Oparg)]);
    }

    #[test]
    fn what_differs_otherwise_is_an_error() {
        assert!(library(&[1, 0x90], &[2]).is_err());
        let error = library(&[3], &[7]).expect_err("this follows from no oparg");
        assert!(error.to_string().contains("_U.narrow__0: 0x3 for 1 and 0x7 for 2"), "{error}");
    }
}
