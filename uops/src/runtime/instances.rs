//! The classes of programs, and their instances.

use super::heap::new_object;
use super::{PyException, causes, dealloc, functions, held, state};
use crate::object::{Header, Instance, Ref, TypeId, TypeObject, type_id};
use crate::thread::{TYPE_LIMIT, Thread};
use rustc_hash::FxHashMap;

/// A class of a program. Names are their numbers.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) name: String,
    /// The names of the values or slots that its instances have, in their order.
    pub(super) attributes: Vec<u32>,
    /// The builtin type that it derives from, of which each instance holds an object.
    pub(super) holds: Option<TypeId>,
    /// What the class itself has, and does not inherit.
    pub(super) members: Vec<Member>,
}

impl Class {
    /// How many values or slots an instance has, with the one for what it holds.
    fn value_count(&self) -> usize {
        self.attributes.len() + usize::from(self.holds.is_some())
    }
}

/// A method or constant of a class.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) name: u32,
    pub(super) value: Ref,
    pub(super) binding: Binding,
}

/// A method or constant of a class, which does not own the reference.
#[derive(Clone, Debug)]
pub struct ClassMember {
    /// Its name.
    pub name: String,
    /// What it is.
    pub value: Ref,
    /// What a function is bound to.
    pub binding: Binding,
}

/// What a function that is found on a class is bound to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub enum Binding {
    /// To the instance, if it is looked up on one.
    #[default]
    Instance,
    /// To the class: `classmethod`.
    Class,
    /// To nothing: `staticmethod`.
    Nothing,
    /// It is no function, but the number of an item: what the tuple has there that the instance holds.
    Item,
}

/// The classes that a runtime knows, and the names that uops refer to by number.
#[derive(Default, Debug)]
pub(super) struct Classes {
    pub(super) by_id: Vec<Option<Known>>,
    names: Vec<String>,
    numbers: FxHashMap<String, u32>,
    /// Whether exceptions have noted which others led to them.
    pub(super) has_links: bool,
}

/// A class, and the object that stands for it.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) class: Class,
    /// The classes that it inherits from, in method resolution order.
    pub(super) bases: Vec<TypeId>,
    pub(super) object: Ref,
    /// The members that the class had before the program changed it. Meanwhile the class owns references
    /// to those that it has.
    before: Option<Vec<Member>>,
    pub(super) origin: Origin,
}

/// Where a class comes from.
#[derive(Default, Debug)]
pub(super) enum Origin {
    /// It exists before the program runs.
    #[default]
    Program,
    /// It stands for all classes that a statement of the program makes.
    Template,
    /// The program has made it. It owns references to its members, and to the objects that stand for its bases.
    Made(Vec<Ref>),
}

impl Known {
    /// Whether the last value of an instance is no attribute.
    fn is_special(&self) -> bool {
        self.class.holds.is_some() || matches!(self.origin, Origin::Made(_))
    }
}

impl Classes {
    /// Enters a class and returns its type.
    ///
    /// # Panics
    /// If the runtime holds more classes than it has types.
    pub(super) fn add(&mut self, name: &str, attributes: &[String]) -> TypeId {
        self.has_links |= attributes.iter().any(|attribute| causes::is_link(attribute));
        let attributes = attributes.iter().map(|attribute| self.intern(attribute)).collect();
        let class = Class { name: name.to_owned(), attributes, holds: None, members: Vec::new() };
        let id = self.enter(class);
        assert!(id.is_some(), "a runtime holds at most {TYPE_LIMIT} types");
        id.unwrap_or_default()
    }

    /// Enters a class and returns its type; nothing if the runtime holds as many classes as it has types.
    pub(super) fn enter(&mut self, class: Class) -> Option<TypeId> {
        let index = self.by_id.iter().position(Option::is_none).unwrap_or(self.by_id.len());
        let id = type_id::FIRST_CLASS as usize + index;
        if id >= TYPE_LIMIT {
            return None;
        }
        if index == self.by_id.len() {
            self.by_id.push(None);
        }
        let (bases, object, origin) = (Vec::new(), Ref::NULL, Origin::Program);
        self.by_id[index] = Some(Known { class, bases, object, before: None, origin });
        Some(id as TypeId)
    }

    /// Forgets a class, of which there are no instances any more.
    pub(super) fn remove(&mut self, id: TypeId) {
        if let Some(class) = self.by_id.get_mut((id - type_id::FIRST_CLASS) as usize) {
            *class = None;
        }
    }

    pub(super) fn known(&self, id: TypeId) -> Option<&Known> {
        self.by_id.get(id.checked_sub(type_id::FIRST_CLASS)? as usize)?.as_ref()
    }

    fn get(&self, id: TypeId) -> Option<&Class> {
        self.known(id).map(|known| &known.class)
    }

    /// The object that stands for a program's class.
    pub(super) fn object(&self, id: TypeId) -> Option<Ref> {
        self.known(id).map(|known| known.object)
    }

    /// Gives a class what it has itself.
    pub(super) fn set_members(&mut self, id: TypeId, members: Vec<ClassMember>) {
        let members = members.into_iter().map(|ClassMember { name, value, binding }| {
            let name = self.intern(&name);
            Member { name, value, binding }
        });
        let members = members.collect();
        if let Some(Some(known)) = self.by_id.get_mut((id - type_id::FIRST_CLASS) as usize) {
            known.class.members = members;
        }
    }

    /// Sets the object that stands for a class.
    pub(super) fn set_object(&mut self, id: TypeId, object: Ref) {
        if let Some(Some(known)) = self.by_id.get_mut((id - type_id::FIRST_CLASS) as usize) {
            known.object = object;
        }
    }

    /// Sets the classes that a class inherits from, in method resolution order.
    pub(super) fn set_bases(&mut self, id: TypeId, bases: Vec<TypeId>) {
        if let Some(Some(known)) = self.by_id.get_mut((id - type_id::FIRST_CLASS) as usize) {
            known.bases = bases;
        }
    }

    /// Sets the builtin type of which instances of a class hold an object.
    pub(super) fn set_holds(&mut self, id: TypeId, holds: Option<TypeId>) {
        if let Some(Some(known)) = self.by_id.get_mut((id - type_id::FIRST_CLASS) as usize) {
            known.class.holds = holds;
        }
    }

    /// The builtin type of which instances of a class hold an object.
    pub(super) fn holds(&self, id: TypeId) -> Option<TypeId> {
        self.get(id)?.holds
    }

    /// A class and those that it inherits from, in method resolution order.
    pub(super) fn mro(&self, id: TypeId) -> impl DoubleEndedIterator<Item = TypeId> {
        let bases = self.known(id).map_or(&[][..], |known| &known.bases);
        std::iter::once(id).chain(bases.iter().copied())
    }

    /// Whether a class is another one, or inherits from it.
    pub(super) fn is_subclass(&self, id: TypeId, of: TypeId) -> bool {
        self.mro(id).any(|class| class == of)
    }

    /// Whether a class is one with this name, or inherits from it.
    pub(super) fn derives_from(&self, id: TypeId, name: &str) -> bool {
        // The last base of exceptions is asked for most often.
        self.mro(id).rev().filter_map(|class| self.get(class)).any(|class| class.name == name)
    }

    /// The first class of exceptions with this name.
    pub(super) fn exception(&self, name: &str) -> Option<TypeId> {
        let ids = (0..self.by_id.len()).map(|index| type_id::FIRST_CLASS + index as TypeId);
        let mut named = ids.filter(|&id| self.get(id).is_some_and(|class| class.name == name));
        named.find(|&id| self.derives_from(id, "BaseException"))
    }

    /// How many values an instance has, what it holds included.
    pub(super) fn value_count(&self, id: TypeId) -> usize {
        self.get(id).map_or(0, Class::value_count)
    }

    /// The number of a name.
    pub(super) fn intern(&mut self, name: &str) -> u32 {
        if let Some(number) = self.number_of(name) {
            return number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The number of a name, if it has one.
    pub(super) fn number_of(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    pub(super) fn name(&self, number: usize) -> &str {
        self.names.get(number).map_or("?", String::as_str)
    }

    /// Sets or, without a value, deletes what a class itself has under the name of this number. The value
    /// becomes the class's, the one that was there the caller's; null if there was none.
    pub(super) unsafe fn set_member(
        &mut self,
        id: TypeId,
        name: usize,
        value: Option<Ref>,
    ) -> Option<Ref> {
        let name = self.names.get(name).map(|_| name as u32)?;
        let place = id.checked_sub(type_id::FIRST_CLASS)? as usize;
        let known = self.by_id.get_mut(place)?.as_mut()?;
        let members = &mut known.class.members;
        if !matches!(known.origin, Origin::Made(_)) {
            known.before.get_or_insert_with(|| {
                // SAFETY: members are alive as long as their class.
                members.iter().for_each(|member| unsafe { member.value.incref() });
                members.clone()
            });
        }
        let old = members.iter().position(|member| member.name == name);
        let old = old.map_or(Ref::NULL, |place| members.remove(place).value);
        if let Some(value) = value {
            members.push(Member { name, value, binding: Binding::Instance });
        }
        Some(old)
    }

    /// Gives all classes the members that they had before the program changed them, and returns the
    /// references that they owned meanwhile.
    pub(super) fn restore_members(&mut self) -> Vec<Ref> {
        let changed = self.by_id.iter_mut().flatten();
        let owned = changed.filter_map(|known| {
            let before = known.before.take()?;
            Some(std::mem::replace(&mut known.class.members, before))
        });
        owned.flatten().map(|member| member.value).collect()
    }

    /// The place of the attribute with the name of this number in an instance of the class.
    pub(super) fn place(&self, id: TypeId, name: usize) -> Option<usize> {
        self.get(id)?.attributes.iter().position(|&attribute| attribute as usize == name)
    }

    /// The place of the attribute with this name.
    pub(super) fn place_of(&self, id: TypeId, name: &str) -> Option<usize> {
        // Those that runs ask for are among the first.
        self.place(id, self.names.iter().position(|known| known == name)?)
    }

    /// What is found under a name on the first of these classes that has it.
    pub(super) fn member(
        &self,
        classes: impl Iterator<Item = TypeId>,
        name: usize,
    ) -> Option<Member> {
        let mut members = classes.filter_map(|class| self.get(class)).flat_map(|c| &c.members);
        members.find(|member| member.name as usize == name).copied()
    }
}

impl Member {
    /// Whether it is a function that is called with the instance.
    pub(super) unsafe fn is_method(&self) -> bool {
        // SAFETY: members are alive as long as their class.
        unsafe { is_callable(self.value.type_id()) && self.binding == Binding::Instance }
    }

    /// A new reference to the member, looked up on `class` and, maybe, on an instance of it.
    pub(super) unsafe fn bind(
        &self,
        thread: *mut Thread,
        class: Ref,
        instance: Option<Ref>,
    ) -> Ref {
        // SAFETY: the caller passes live objects; members are alive as long as their class.
        unsafe {
            let this = match self.binding {
                Binding::Instance => instance,
                Binding::Class => Some(class),
                Binding::Nothing => None,
                Binding::Item => return held::item(thread, self.value, class, instance),
            };
            self.value.incref();
            let Some(this) = this.filter(|_| is_callable(self.value.type_id())) else {
                return self.value;
            };
            functions::bind(thread, self.value, this)
        }
    }
}

/// Whether members of this type are bound.
pub(super) fn is_callable(member: TypeId) -> bool {
    matches!(member, type_id::FUNCTION | type_id::METHOD_DESCRIPTOR)
}

/// The name of an object's type.
///
/// # Safety
/// `thread` is a live runtime's, `object` one of its objects.
pub(super) unsafe fn type_name(thread: *mut Thread, object: Ref) -> String {
    // SAFETY: the caller's promise.
    unsafe {
        let id = object.type_id();
        match state(thread).classes.get(id) {
            Some(class) => class.name.clone(),
            None => type_id::name(id).to_owned(),
        }
    }
}

/// The complaint about an object without items.
///
/// # Safety
/// The object is alive.
pub(super) unsafe fn no_items(container: Ref) -> PyException {
    // SAFETY: the caller's promise; the type says the layout.
    unsafe {
        let message = match container.type_id() {
            type_id::TYPE => {
                let represents = (*container.cast::<TypeObject>()).represents;
                format!("type '{}' is not subscriptable", type_id::name(represents))
            }
            _ => format!(
                "'{}' object is not subscriptable",
                type_id::NAMES.get(container.type_id() as usize).unwrap_or(&"object")
            ),
        };
        PyException::type_error(message)
    }
}

/// A class as an object, with a function `__init__` or null.
///
/// # Safety
/// `thread` is a live runtime's.
pub(super) unsafe fn new_class_object(thread: *mut Thread, id: TypeId) -> Ref {
    let header = Header::new(type_id::TYPE);
    let class = TypeObject { header, represents: id, init: Ref::NULL };
    // SAFETY: the caller's promise.
    unsafe { Ref(new_object(thread, class).cast()) }
}

/// A value of an instance.
///
/// # Safety
/// `instance` is one with that many values.
pub(super) unsafe fn value(instance: Ref, index: usize) -> *mut Ref {
    instance.0.wrapping_byte_add(Instance::value_offset(index)).cast()
}

/// See [`crate::helpers::uop_new_instance`].
///
/// # Safety
/// `thread` is a live runtime's, `class` one of its classes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn uop_new_instance(thread: *mut Thread, class: TypeId) -> Ref {
    // SAFETY: the caller's promise; the layout has room for the values.
    unsafe {
        let known = state(thread).classes.known(class);
        if known.is_some_and(Known::is_special) {
            return held::new_special(thread, class);
        }
        new_empty(thread, class, known.map_or(0, |known| known.class.attributes.len()))
    }
}

/// A new instance without attributes that has room for so many values.
#[inline(always)]
pub(super) unsafe fn new_empty(thread: *mut Thread, class: TypeId, count: usize) -> Ref {
    // SAFETY: the caller passes a live thread and one of its classes; the layout has room for the values.
    unsafe {
        let layout = dealloc::layout_of::<Instance>(count * size_of::<Ref>());
        let instance = Ref(state(thread).heap.allocate_tracked(layout).cast());
        instance.0.write(Header::new(class));
        for index in 0..count {
            value(instance, index).write(Ref::NULL);
        }
        instance
    }
}
