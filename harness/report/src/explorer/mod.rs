//! The explorer: a page that carries a program's uops and machine code as JSON, and shows only what is in
//! view, so that it stays quick with traces of thousands of uops.

mod page;

pub use page::page;
