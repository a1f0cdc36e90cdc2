//! The forms that the build has made of the uops' functions.

use cranelift_backend::forms;

/// What has no form, and a part of the reason.
const REFUSED: &[(&str, &str)] = &[
    ("_DYNAMIC_EXIT", "elsewhere than to the next uop"),
    ("_GUARD_IP_RETURN_GENERATOR", "elsewhere than to the next uop"),
    ("_GUARD_IP_RETURN_VALUE", "elsewhere than to the next uop"),
    ("_GUARD_IP_YIELD_VALUE", "elsewhere than to the next uop"),
    ("_GUARD_IP__PUSH_GEN_FRAME", "elsewhere than to the next uop"),
    ("_JUMP_TO_TOP", "elsewhere than to the next uop"),
    ("_POP_FRAME", "another frame"),
    ("_RETURN_VALUE", "another frame"),
];

#[test]
fn every_function_has_a_form_but_these() {
    let library = forms().unwrap();
    let refused: Vec<&str> =
        library.refused.iter().map(|(name, _)| name.trim_end_matches('.')).collect();
    let expected: Vec<&str> = REFUSED.iter().map(|(name, _)| *name).collect();
    assert_eq!(refused, expected, "{:#?}", library.refused);
    for ((name, why), (_, part)) in library.refused.iter().zip(REFUSED) {
        assert!(why.contains(part), "{name}: {why}");
    }
    assert!(library.functions.len() > 290, "{} forms", library.functions.len());
}
