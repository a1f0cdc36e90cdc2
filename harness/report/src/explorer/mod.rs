//! The explorer: an HTML page that contains a program's uops and machine code as JSON. It shows only
//! the part that is in view, so that it stays quick with traces of thousands of uops.

mod page;

pub use page::page;
