//! Modules.

use super::value::to_object;
use super::{BuiltinFunction, BuiltinType, Value};
use crate::object::{Header, Module as ModuleObject, Ref, type_id};
use crate::thread::Thread;
use std::f64::consts;

/// A module that programs may use.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Module(u32);

/// Name, and the attributes that are no functions.
type Row = (&'static str, &'static [(&'static str, f64)]);

/// What `math` and `cmath` have besides functions.
const NUMBERS: &[(&str, f64)] = &[
    ("e", consts::E),
    ("inf", f64::INFINITY),
    ("nan", f64::NAN),
    ("pi", consts::PI),
    ("tau", consts::TAU),
];

const MODULES: &[Row] =
    &[("math", NUMBERS), ("array", &[]), ("collections", &[]), ("cmath", NUMBERS)];

/// The modules as objects, by number.
struct Objects([ModuleObject; MODULES.len()]);

// SAFETY: they are immortal, and no code writes to them.
unsafe impl Sync for Objects {}

static OBJECTS: Objects = {
    const fn object(module: u32) -> ModuleObject {
        ModuleObject { header: Header::immortal(type_id::MODULE), module }
    }
    Objects([object(0), object(1), object(2), object(3)])
};

impl Module {
    /// The module called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        let number = MODULES.iter().position(|(known, _)| *known == name)?;
        Some(Module(number as u32))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        MODULES[self.0 as usize].0
    }

    /// The module that an object is.
    ///
    /// # Safety
    /// The object is alive, and a module.
    pub(super) unsafe fn of(object: Ref) -> Self {
        // SAFETY: the caller's promise.
        unsafe { Module((*object.cast::<ModuleObject>()).module) }
    }

    /// The object that stands for it.
    pub(super) fn object(self) -> Ref {
        Ref((&raw const OBJECTS.0[self.0 as usize]).cast_mut().cast())
    }

    /// The value of an attribute.
    fn attribute(self, name: &str) -> Option<Value> {
        let (module, constants) = MODULES[self.0 as usize];
        if let Some(&(_, value)) = constants.iter().find(|(constant, _)| *constant == name) {
            return Some(Value::Float(value));
        }
        let is_type = matches!(
            (module, name),
            ("array", "array") | ("collections", "Counter" | "defaultdict" | "deque")
        );
        if is_type {
            return BuiltinType::from_name(name).map(Value::Type);
        }
        BuiltinFunction::from_name(&format!("{module}.{name}")).map(Value::Builtin)
    }

    /// A new reference to the object that an attribute is, if the module has it.
    ///
    /// # Safety
    /// `thread` is a live runtime's.
    pub(super) unsafe fn load(self, thread: *mut Thread, name: &str) -> Option<Ref> {
        // SAFETY: the caller's promise.
        self.attribute(name).map(|value| unsafe { to_object(thread, &value) })
    }
}
