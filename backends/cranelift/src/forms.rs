//! The forms of the uops' functions, which derived lowerings inline.

use crate::Config;
use crate::error::internal;
use backend_api::BackendError;
use form::{Function, Library, LoadError};
use uops::{Comparison, Kind, Op, OperandKind};

/// What the build made of the uops' functions.
static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/forms"));

/// What the build made of the uops' functions: the forms, and the functions without one.
///
/// # Errors
/// None, unless the build was another's.
pub fn forms() -> Result<Library, LoadError> {
    Library::from_bytes(BYTES)
}

/// The forms, by uop.
#[derive(Debug)]
pub(crate) struct Forms {
    library: Library,
    by_op: Vec<Option<Choice>>,
}

/// The forms of a uop, by their place in the library.
#[derive(Debug)]
struct Choice {
    general: usize,
    /// Those that are made for an oparg.
    only: Vec<(u16, usize)>,
}

impl Forms {
    /// Reads the forms.
    pub(crate) fn new(config: Config) -> Result<Forms, BackendError> {
        let library = forms().map_err(|error| internal(config, error))?;
        let by_op = Op::ALL.iter().map(|&op| {
            if !is_inlined(op) {
                return None;
            }
            let only = op.info().only.iter();
            let only = only.filter_map(|&oparg| {
                Some((oparg, library.find(&format!("{}.{oparg}", op.symbol()))?))
            });
            Some(Choice { general: library.find(op.symbol())?, only: only.collect() })
        });
        let by_op = by_op.collect();
        Ok(Forms { library, by_op })
    }

    /// The form of a uop with this oparg.
    pub(crate) fn of(&self, op: Op, oparg: u16) -> Option<&Function> {
        let choice = self.by_op.get(op as usize)?.as_ref()?;
        // Of a comparison's oparg, only the mask matters.
        let wanted = match op.info().operand {
            OperandKind::Comparison => oparg & Comparison::MASK,
            _ => oparg,
        };
        let only = choice.only.iter().find(|(only, _)| *only == wanted);
        self.library.functions.get(only.map_or(choice.general, |(_, index)| *index))
    }
}

/// Whether a uop's function is inlined. Where another frame becomes the current one, and where a trace ends,
/// the lowering itself changes what it knows.
fn is_inlined(op: Op) -> bool {
    let info = op.info();
    let slots = info.inputs.iter().chain(info.outputs);
    let has_frame = slots.into_iter().any(|slot| slot.kind == Kind::Frame);
    !(info.enters || info.returns || info.follows || info.ends || has_frame)
}
