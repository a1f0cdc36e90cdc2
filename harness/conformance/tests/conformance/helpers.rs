//! What uops' functions hand to helpers arrives there.

/// Helpers of five arguments and more, and the program that calls each. A call that goes through a
/// trampoline has all arguments in registers that the trampoline must not change.
const MANY: [(&str, &str); 3] = [
    ("uop_call_with_names", "helper_arguments.uop"),
    ("uop_set_slice", "helper_arguments.uop"),
    ("uop_match_class", "patterns.uop"),
];

macro_rules! arguments {
    ($($mark:ident fn $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)?;)*) => {
        /// All helpers, and how many arguments each has.
        const HELPERS: &[(&str, usize)] =
            &[$((stringify!($name), <[&str]>::len(&[$(stringify!($arg)),*]))),*];
    };
}

uops::for_each_helper!(arguments);

/// Whoever adds such a helper adds a program to the list. `programs.rs` runs it on every backend.
#[test]
fn every_helper_of_many_arguments_has_a_program() {
    let many = HELPERS.iter().filter(|(_, arguments)| *arguments >= 5).map(|(name, _)| *name);
    assert_eq!(many.collect::<Vec<_>>(), MANY.map(|(helper, _)| helper));
    for (_, program) in MANY {
        assert!(conformance::programs().join(program).is_file(), "{program}");
    }
}
