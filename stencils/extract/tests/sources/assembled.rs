//! Assembly text as a crate that needs no library, so that rustc's assembler makes an object file of it
//! for any target.
#![feature(decl_macro, lang_items, no_core, rustc_attrs)]
#![no_core]
#![allow(internal_features)]

#[lang = "pointee_sized"]
trait PointeeSized {}
#[lang = "meta_sized"]
trait MetaSized: PointeeSized {}
#[lang = "sized"]
trait Sized: MetaSized {}

#[rustc_builtin_macro]
macro_rules! global_asm {
    () => {};
}

#[rustc_builtin_macro]
macro_rules! include_str {
    () => {};
}

#[rustc_builtin_macro]
macro_rules! env {
    () => {};
}

global_asm!(include_str!(env!("ASSEMBLY")), options(raw));
