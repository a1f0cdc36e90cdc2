//! All forms, and how they are stored.

use crate::Function;
use serde::{Deserialize, Serialize};

/// The forms of all uops.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Library {
    /// Sorted by name.
    pub functions: Vec<Function>,
    /// The functions that have no form, and why.
    pub refused: Vec<(String, String)>,
}

/// Bytes that are no library.
#[derive(Debug, thiserror::Error)]
#[error("the forms of the uops can't be read: {0}")]
pub struct LoadError(#[from] postcard::Error);

impl Library {
    /// The library as bytes.
    ///
    /// # Errors
    /// No case is known in which this fails.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LoadError> {
        Ok(postcard::to_allocvec(self)?)
    }

    /// The library that these bytes are.
    ///
    /// # Errors
    /// On bytes that another version has written.
    pub fn from_bytes(bytes: &[u8]) -> Result<Library, LoadError> {
        Ok(postcard::from_bytes(bytes)?)
    }

    /// The place of the form called `name`.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.functions.binary_search_by(|function| function.name.as_str().cmp(name)).ok()
    }
}

/// A helper as its number.
pub(crate) mod by_number {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use uops::helpers::Helper;

    pub(crate) fn serialize<S: Serializer>(helper: &Helper, to: S) -> Result<S::Ok, S::Error> {
        (*helper as u8).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Helper, D::Error> {
        let number = u8::deserialize(from)?;
        let helper = Helper::ALL.get(usize::from(number)).copied();
        helper.ok_or_else(|| D::Error::custom("no such helper"))
    }
}
