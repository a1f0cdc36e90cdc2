//! What is known of a stack slot.

/// What is known of the object in a stack slot or local.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Kind {
    /// An object or null.
    Slot,
    /// Null.
    Null,
    /// An object of any type.
    Object,
    /// An `int` (not a `bool`).
    Int,
    /// An `int` whose magnitude is below 2 to the power of 30, which CPython calls compact.
    Compact,
    /// A `bool`.
    Bool,
    /// A `float`.
    Float,
    /// A `list`.
    List,
    /// A `range_iterator`.
    RangeIter,
    /// A `range_iterator` with a value left.
    RangeIterMore,
    /// A `str`.
    Str,
    /// A `tuple`.
    Tuple,
    /// A `dict`.
    Dict,
    /// A `set`.
    Set,
    /// A `list_iterator`.
    ListIter,
    /// A `list_iterator` with an item left.
    ListIterMore,
    /// A `tuple_iterator`.
    TupleIter,
    /// A `tuple_iterator` with an item left.
    TupleIterMore,
    /// A `function`.
    Function,
    /// A bound `method` of a function.
    Method,
    /// A `cell`.
    Cell,
    /// A frame that has not been entered: no object.
    Frame,
    /// A tagged int, or an object of any type that is owned.
    Tagged,
    /// A tagged int, or an `int` that is owned.
    TaggedInt,
    /// A tagged int whose magnitude is below 2 to the power of 30.
    TaggedCompact,
    /// The bits of a float.
    Unboxed,
    /// One of two numbers that the next uop compares.
    Number,
    /// A borrowed reference: a local keeps the object alive.
    Borrowed,
    /// A borrowed reference to a `float`.
    BorrowedFloat,
    /// How far an iteration without an iterator has come: the index of the next item as a tagged int, which
    /// nobody owns.
    Position,
    /// A position, or null above an iterator.
    PositionOrNull,
    /// Anything; no uop reads it.
    Any,
}

impl Kind {
    /// Whether everything that is a `self` is an `other` too.
    pub fn is(self, other: Kind) -> bool {
        self == other
            || other == Kind::Any
            || (other == Kind::Slot && self.is_reference())
            || (other == Kind::PositionOrNull && matches!(self, Kind::Position | Kind::Null))
            || (other == Kind::Object
                && self.is_reference()
                && !matches!(self, Kind::Slot | Kind::Null))
            || self.exhaustible() == Some(other)
            || (self == Kind::Compact && other == Kind::Int)
            || (matches!(self, Kind::TaggedInt | Kind::TaggedCompact) && other == Kind::Tagged)
            || (self == Kind::TaggedCompact && other == Kind::TaggedInt)
            || (other == Kind::Borrowed && self.is(Kind::Object))
            || (other == Kind::BorrowedFloat && self == Kind::Float)
    }

    /// What is known of the objects of a builtin type, by its name.
    pub fn of_type(name: &str) -> Option<Kind> {
        let kinds = [
            Kind::Int,
            Kind::Bool,
            Kind::Float,
            Kind::List,
            Kind::Str,
            Kind::Tuple,
            Kind::Dict,
            Kind::Set,
            Kind::RangeIter,
            Kind::ListIter,
            Kind::TupleIter,
        ];
        kinds.into_iter().find(|kind| kind.type_name() == Some(name))
    }

    /// The name of the builtin type that all objects of the kind are of.
    pub fn type_name(self) -> Option<&'static str> {
        Some(match self {
            Kind::Int | Kind::Compact => "int",
            Kind::Bool => "bool",
            Kind::Float => "float",
            Kind::List => "list",
            Kind::Str => "str",
            Kind::Tuple => "tuple",
            Kind::Dict => "dict",
            Kind::Set => "set",
            Kind::RangeIter => "range_iterator",
            Kind::ListIter => "list_iterator",
            Kind::TupleIter => "tuple_iterator",
            _ => return None,
        })
    }

    /// What an object of this kind is once it is tagged.
    pub fn tagged(self) -> Kind {
        match self {
            Kind::Int => Kind::TaggedInt,
            Kind::Compact => Kind::TaggedCompact,
            _ => Kind::Tagged,
        }
    }

    /// What a tagged value of this kind is as a reference.
    pub fn untagged(self) -> Kind {
        match self {
            Kind::TaggedInt => Kind::Int,
            Kind::TaggedCompact => Kind::Compact,
            _ => Kind::Object,
        }
    }

    /// The kind that an object of this kind has after any iterator may have advanced: it is not known any
    /// more whether a value is left.
    pub fn exhaustible(self) -> Option<Kind> {
        match self {
            Kind::RangeIterMore => Some(Kind::RangeIter),
            Kind::ListIterMore => Some(Kind::ListIter),
            Kind::TupleIterMore => Some(Kind::TupleIter),
            _ => None,
        }
    }

    /// Whether uops rely on the kind of an object without a guard, because the bytecode compiler ensures
    /// that the object is of that kind.
    pub fn is_unguarded(self) -> bool {
        matches!(self, Kind::List | Kind::Dict | Kind::Set | Kind::Str | Kind::Cell)
    }

    /// Whether it is an owned reference or null. Slots of other forms exist only in optimised traces.
    pub fn is_reference(self) -> bool {
        !matches!(
            self,
            Kind::Tagged
                | Kind::TaggedInt
                | Kind::TaggedCompact
                | Kind::Unboxed
                | Kind::Number
                | Kind::Position
                | Kind::PositionOrNull
                | Kind::Any
                | Kind::Frame
        )
    }

    /// Whether an input of this kind is one that the uop may not own.
    pub fn is_borrowed(self) -> bool {
        matches!(self, Kind::Borrowed | Kind::BorrowedFloat)
    }

    /// As people read it in messages.
    pub fn describe(self) -> &'static str {
        match self {
            Kind::Slot => "an object or null",
            Kind::Null => "null",
            Kind::Object => "an object",
            Kind::Int => "an int",
            Kind::Compact => "an int below 2**30",
            Kind::Bool => "a bool",
            Kind::Float => "a float",
            Kind::List => "a list",
            Kind::RangeIter => "a range_iterator",
            Kind::RangeIterMore => "a range_iterator with a value left",
            Kind::Str => "a str",
            Kind::Tuple => "a tuple",
            Kind::Dict => "a dict",
            Kind::Set => "a set",
            Kind::ListIter => "a list_iterator",
            Kind::ListIterMore => "a list_iterator with an item left",
            Kind::TupleIter => "a tuple_iterator",
            Kind::TupleIterMore => "a tuple_iterator with an item left",
            Kind::Function => "a function",
            Kind::Method => "a bound method",
            Kind::Cell => "a cell",
            Kind::Frame => "a frame that has not been entered",
            Kind::Tagged => "a tagged value",
            Kind::TaggedInt => "a tagged int",
            Kind::TaggedCompact => "a tagged int below 2**30",
            Kind::Unboxed => "an unboxed float",
            Kind::Number => "a number to compare",
            Kind::Borrowed => "a borrowed object",
            Kind::BorrowedFloat => "a borrowed float",
            Kind::Position => "a position in a list or tuple",
            Kind::PositionOrNull => "a position or null",
            Kind::Any => "anything",
        }
    }
}
