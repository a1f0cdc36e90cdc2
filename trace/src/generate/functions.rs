//! The functions and classes of a program.

use super::maker::Maker;
use super::mix::Family;
use super::roles::{self, COUNTERS, DEPTH, LOCALS, PAIR, SHARED, THING};
use super::shape::{ANY_CHARACTERS, Item, Shape};
use super::signature::{ATTRIBUTES, Calling, CellOf, Signature};
use super::stars::GATHERED;
use crate::program::{Arg, Class, ClassId, Function, FunctionId, Global, Member, Named};
use uops::runtime::{Binding, Value};

/// The most slots that a function's evaluation stack holds while programs are made.
const FUNCTION_STACK: u32 = 96;
/// A program that is shorter has no local that holds an instance.
const LEAST_WITH_INSTANCES: usize = 60;

impl Maker<'_> {
    /// Adds the parameters and locals of the program's function, and the functions and classes that the
    /// mix asks for.
    pub(super) fn define(&mut self) {
        let [calls, objects, closures] = [Family::Calls, Family::Objects, Family::Closures]
            .map(|family| self.mix.weight(family) > 0);
        let mut main: Vec<usize> = (0..LOCALS.len() + COUNTERS.len()).collect();
        if closures {
            main.push(SHARED);
            let value = roles::shape(SHARED).value(self.choices);
            self.program.args.push(Arg { name: roles::name(SHARED).into(), value });
        }
        let params = main.len();
        if objects && self.pool >= LEAST_WITH_INSTANCES {
            main.extend([PAIR, THING]);
            self.program.locals.extend([PAIR, THING].map(|role| roles::name(role).into()));
        }
        let mut main = Signature::new(main, params);
        if closures {
            main.cell = CellOf::Parameter;
        }
        self.signatures.push(main);
        self.deepest.push(0);
        if calls {
            let count = self.choices.between(1, 3);
            for _ in 0..count {
                self.define_function(objects);
            }
            let mut params = self.some_roles(2, &[]);
            params.push(DEPTH);
            self.add("again", params, CellOf::Nobody, Calling::Plain);
        }
        if closures {
            self.define_closures();
        }
        if objects {
            self.define_classes();
        }
        self.define_generators();
        self.define_exceptions();
    }

    /// Up to `most` different roles, `with` among them or not.
    pub(super) fn some_roles(&mut self, most: usize, with: &[usize]) -> Vec<usize> {
        let mut roles = Vec::new();
        for _ in 0..self.choices.below(most + 1) {
            let role = self.choices.below(LOCALS.len() + with.len());
            let role = with.get(role.wrapping_sub(LOCALS.len())).copied().unwrap_or(role);
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        roles
    }

    fn some_result(&mut self) -> Shape {
        self.choices.pick(&[
            Item::Int.shape(),
            Item::Float.shape(),
            Shape::Any,
            Shape::Str { least: 0, most: ANY_CHARACTERS },
            Shape::Bool,
            Shape::Tuple { len: 3, item: Item::Int },
        ])
    }

    /// Adds a function that takes `params`, and locals of its own.
    pub(super) fn add(
        &mut self,
        name: &str,
        params: Vec<usize>,
        cell: CellOf,
        calling: Calling,
    ) -> FunctionId {
        let mut signature = Signature::new(params, 0);
        signature.params = signature.roles.len();
        (signature.cell, signature.calling) = (cell, calling);
        signature.has_state = cell == CellOf::Fixed && self.choices.one_in(2);
        signature.result = self.some_result();
        let others = self.some_roles(2, &[]);
        let counters = LOCALS.len()..LOCALS.len() + COUNTERS.len();
        for role in others.into_iter().chain(counters) {
            if !signature.roles.contains(&role) {
                signature.roles.push(role);
            }
        }
        let names = |roles: &[usize]| roles.iter().map(|&role| roles::name(role).into()).collect();
        let (params, others) = signature.roles.split_at(signature.params);
        let mut function = Function {
            name: name.into(),
            is_async: false,
            params: names(params),
            positional_only: 0,
            keyword_only: 0,
            varargs: false,
            varkeywords: false,
            locals: names(others),
            defaults: Vec::new(),
            frees: Vec::new(),
            closure: Vec::new(),
            attributes: Vec::new(),
            stack: FUNCTION_STACK,
        };
        if matches!(cell, CellOf::Fixed | CellOf::Closure) {
            function.frees = names(&[SHARED]);
            signature.roles.push(SHARED);
        }
        if cell == CellOf::Fixed {
            let value = roles::shape(SHARED).value(self.choices);
            let content = match signature.has_state {
                true => self.state_id(Value::Cell(Some(Box::new(value)))),
                false => self.constant_id(value),
            };
            function.closure = vec![Some(Named::Const(content))];
        }
        function.varargs = calling == Calling::Plain
            && self.knows_stars()
            && signature.roles[..signature.params].last() == Some(&GATHERED)
            && self.choices.one_in(2);
        if calling == Calling::Plain && !function.varargs {
            // The last parameters, as long as there are constants for them.
            let roles = signature.roles[..signature.params].iter().rev();
            let constants = roles.take_while(|&&role| roles::shape(role).is_constant()).count();
            signature.defaults = self.choices.below(constants + 1);
            for place in signature.params - signature.defaults..signature.params {
                let value = roles::shape(signature.roles[place]).value(self.choices);
                function.defaults.push(Some(Named::Const(self.constant_id(value))));
            }
        }
        self.program.functions.push(function);
        self.signatures.push(signature);
        self.deepest.push(0);
        FunctionId(self.program.functions.len() as u32)
    }

    /// Another function of the same code, whose cells and values by default are those of the function.
    pub(super) fn made_function(&mut self, function: FunctionId) -> Named {
        let mut given = Vec::new();
        if let Some(function) = self.program.function(function) {
            let required = function.params.len() - function.defaults.len();
            let contents = function.closure.iter().chain(&function.defaults).copied();
            let names = function.frees.iter().chain(&function.params[required..]);
            for (name, content) in names.zip(contents) {
                if let Some(Named::Const(id)) = content {
                    given.push((name.clone(), Value::Constant(id.0)));
                }
            }
        }
        Named::Const(self.constant_id(Value::MadeFunction { function: function.0, given }))
    }

    fn define_function(&mut self, objects: bool) {
        let with: &[usize] = if objects { &[PAIR, THING] } else { &[] };
        let params = self.some_roles(4, with);
        let name = format!("f{}", self.program.functions.len());
        self.add(&name, params, CellOf::Nobody, Calling::Plain);
    }

    /// A closure that exists before the program runs, one that is made for each call, a function with a
    /// cell of its own, and a global name.
    fn define_closures(&mut self) {
        let params = self.some_roles(2, &[]);
        self.add("fixed", params, CellOf::Fixed, Calling::Plain);
        let params = self.some_roles(2, &[]);
        self.add("inner", params, CellOf::Closure, Calling::Closure);
        let mut params = self.some_roles(2, &[]);
        params.push(SHARED);
        self.add("with_cell", params, CellOf::Parameter, Calling::Plain);
        let total = Item::Int.shape().value(self.choices);
        let total = Named::Const(self.constant_id(total));
        let functions = (1..=self.program.functions.len() as u32).map(FunctionId);
        let functions: Vec<Global> = functions
            .filter(|&id| self.signature(id).calling == Calling::Plain)
            .map(|id| Global {
                name: self.program.function_name(id).into(),
                value: Some(Named::Function(id)),
                builtin: None,
            })
            .collect();
        let name = "total".into();
        self.program.globals.push(Global { name, value: Some(total), builtin: None });
        self.program.globals.extend(functions);
    }

    /// A class whose instances have inline values, one with slots, and one that inherits from the first.
    fn define_classes(&mut self) {
        let init = self.add("init", vec![THING, 0, 1], CellOf::Nobody, Calling::Init);
        let mut params = vec![THING];
        params.extend(self.some_roles(2, &[]));
        let step = self.add("step", params, CellOf::Nobody, Calling::Method);
        let origin = self.constant_id(Value::from(7));
        let attributes: Vec<String> = ATTRIBUTES.iter().map(|(name, _)| (*name).into()).collect();
        let members: Vec<Member> = [
            ("__init__", Named::Function(init)),
            ("step", Named::Function(step)),
            ("origin", Named::Const(origin)),
        ]
        .map(|(name, value)| Member { name: name.into(), value, binding: Binding::Instance })
        .into();
        for (name, slotted, base) in
            [("Pair", false, None), ("Slots", true, None), ("Derived", false, Some(ClassId(0)))]
        {
            self.program.classes.push(Class {
                name: name.into(),
                made: false,
                slotted,
                holds: None,
                attributes: attributes.clone(),
                bases: base.into_iter().collect(),
                members: if base.is_some() { Vec::new() } else { members.clone() },
            });
        }
    }
}
