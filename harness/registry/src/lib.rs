//! The backends of this build, by id.
#![forbid(unsafe_code)]

mod error;
mod registry;

pub use error::Error;
pub use registry::{
    ENTRIES, Entry, Selection, configurations, features, find, ids, select, select_all,
    select_with_ceiling,
};
