//! What instructions are to the importer.

/// What an instruction is, whatever a version of CPython calls it. A dialect's `instructions.txt` says which
/// instructions have a role; an instruction may have several. A form is what an instruction is expanded as,
/// once it is known what it met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InstructionRole {
    /// Extends the oparg of the instruction after it.
    Prefix,
    /// Does nothing.
    Nothing,
    /// Stands behind a branch that does not jump. Recordings name the instruction after it as where the branch
    /// went.
    NotTaken,
    /// Has nothing that a recording could tell; no event may tell that it ran.
    Silent,
    /// Jumps forward.
    JumpForward,
    /// Jumps back to a loop header.
    JumpBackward,
    /// Pops a value, and may jump. It is expanded to two guards: the one of a trace that goes on after the
    /// instruction, and the one of a trace that jumps.
    Branch,
    /// Pushes the next item, or jumps past the loop.
    Iterate,
    /// Replaces a value by an iterator.
    MakeIterator,
    /// Form: what is walked by an index, without an iterator.
    IterateInPlace,
    /// Form: the next value of a generator.
    IterateGenerator,
    /// Hands a value on to what a generator delegates to, or jumps past the loop.
    Delegate,
    /// Form: to a generator.
    DelegateGenerator,
    /// Form: to any other iterator.
    DelegateAny,
    /// Form: to what is walked by an index, without an iterator.
    DelegateInPlace,
    /// Replaces a value by an asynchronous iterator.
    AsyncIterator,
    /// Pushes what an asynchronous iterator gives for its next item, as far as what that delegates to.
    AwaitNext,
    /// Does what its oparg says.
    Intrinsic,
    /// Returns from the function with a generator that goes on with its frame.
    MakeGenerator,
    /// Returns from the function.
    Return,
    /// Raises an exception.
    Raise,
    /// Does what the instruction after it says, too.
    TakesNext,
    /// It makes a slice of what is above a container, and loads or stores what that has there.
    Slices,
    /// Takes all values of its topmost operand.
    TakesValues,
    /// Takes no more of them than its oparg says, and one that is too many.
    TakesSome,
    /// Tells whether two objects are the same.
    Identity,
    /// Has specialised forms by the types of its operands, whose names begin with its own.
    Specialised,

    /// Pushes the value of a global name.
    LoadGlobal,
    /// Form: the program assigns to the name, and no name comes or goes.
    LoadAssigned,
    /// Removes a global name.
    DeleteGlobal,
    /// Pushes a module that has been loaded, what it has, or what makes classes.
    Import,

    /// Sets a name in the namespace of the body of a class.
    StoreName,
    /// Pushes what a name has there or, if it has nothing there, the global or builtin of that name.
    LoadName,
    /// Removes a name there.
    DeleteName,
    /// Pushes the namespace.
    LoadLocals,
    /// Replaces the namespace by what a name has there or, if it has nothing there, by what is in the cell of a local.
    LoadFromNamespace,
    /// Puts a dict for annotations into the namespace.
    SetUpAnnotations,

    /// Pushes an attribute; the first is the form for any owner.
    LoadAttribute,
    /// Form: the value is in the instance.
    LoadValue,
    /// Form: the value is in a slot.
    LoadSlot,
    /// Form: a property, whose function is called.
    LoadProperty,
    /// Form: a method of a class whose instances hold their values.
    LoadMethodWithValues,
    /// Form: any other method.
    LoadMethod,
    /// Form: an object of a module.
    LoadOfModule,
    /// Form: an object of the class that is the owner.
    LoadOfClass,
    /// Form: an object of the owner's class, whose instances hold their values.
    LoadClassValueWithValues,
    /// Form: an object of the owner's class.
    LoadClassValue,
    /// Pushes a special method of the owner's class, and the owner.
    LoadSpecial,
    /// Calls the `__enter__` of an object, and puts its bound `__exit__` under what that gives.
    Enter,
    /// Sets an attribute; the first is the form for any owner.
    StoreAttribute,
    /// Form: the value is in the instance.
    StoreValue,
    /// Form: the value is in a slot.
    StoreSlot,
    /// Pushes an attribute of `super()`.
    LoadSuper,
    /// Form: it is not called.
    LoadSuperAttribute,
    /// Form: it is called.
    LoadSuperMethod,
    /// Form: an instance of a class that is always true.
    TruthOfInstance,
    /// Form: whatever is asked for its truth.
    Truth,

    /// A call with arguments by name.
    CallByName,
    /// Form: a bound method, up to where its arguments are put in order.
    CallMethodByName,
    /// Form: a function, up to there.
    CallFunctionByName,
    /// Form: whatever is called by name that has no frame of its own.
    CallAnyByName,
    /// Form: enters the function once its arguments are in order.
    EnterArranged,
    /// Form: a function that takes just the arguments.
    CallExact,
    /// Form: a function.
    CallFunction,
    /// Form: a bound method that takes just the arguments.
    CallMethodExact,
    /// Form: a bound method.
    CallMethod,
    /// Form: a class with an `__init__`, up to where the arguments are put in order.
    CallInit,
    /// Form: enters the `__init__` once its arguments are in order.
    EnterInit,
    /// Form: drops the names of arguments, which lie on top.
    DropNames,
    /// Form: enters a special method that takes just the operands.
    CallSpecial,
    /// A call with arguments in a tuple and a dict.
    CallStar,
    /// Form: a function.
    CallStarFunction,
    /// Form: a bound method.
    CallStarMethod,
    /// Form: enters a function that is known.
    EnterStar,
    /// Form: enters an `__init__`.
    EnterStarInit,
    /// Form: whatever is called so that has no frame of its own.
    CallStarAny,
    /// Form: a function that takes any number of arguments, up to where they are put in order.
    CallGathering,
    /// Form: a bound method of such a function, up to there.
    CallMethodGathering,
    /// Form: `len`.
    CallLen,
    /// Form: `isinstance`.
    CallIsinstance,
    /// Form: a builtin function.
    CallBuiltin,
    /// Form: `type` with one argument.
    CallType,
    /// Form: `str` with one argument.
    CallStr,
    /// Form: `tuple` with one argument.
    CallTuple,
    /// Form: a builtin class.
    CallBuiltinClass,
    /// Form: `list.append`.
    CallListAppend,
    /// Form: a method of a builtin class.
    CallDescriptor,
    /// Form: whatever is called that has no frame of its own.
    CallAny,
}
