//! The binary operators: a row each, which says all that is known of an operator.
//!
//! A row is read as
//!
//! ```text
//! /// What it computes.
//! Name = number, symbol:
//!     result [what two ints make],
//!     machine [on ints that fit a register],
//!     big [on ints of any size],
//!     floats [on floats],
//!     ints [uop, slow-path helper],
//!     tagged [uop, on tagged ints],
//!     generated [what random programs do with it];
//! ```
//!
//! - `number` is CPython's `NB_*` number (`Include/internal/pycore_opcode_metadata.h` and
//!   `Include/opcode.h` of 3.13), without the in-place bit of the enumeration: the in-place form has a
//!   number of its own, see [`crate::operator::Applied`].
//! - `result` is `Int`, `Float`, `Either` (it depends on the values), or `Nothing` (ints do not have
//!   the operator).
//! - `machine` is a closure on two `i64` or two `i128`. It returns `None` where the result does not fit
//!   or where the operator raises an exception. It is the fast path of the uop on ints, of the runtime,
//!   and what constant folding is checked against. Empty: the operator has no such path.
//! - `big` is a function of `runtime::arithmetic` on two `BigInt`. It is the slow path and what constant
//!   folding computes with. Empty: ints do not have the operator.
//! - `floats` is the uop on two floats, the uop on two unboxed floats and a closure on two `f64`; or
//!   `runtime` and a function of `runtime::arithmetic` that may raise an exception; or empty, if floats do
//!   not have the operator.
//! - `ints` is the uop on two ints and its slow-path helper. Empty: there is no such uop, and
//!   `_BINARY_OP` has to do. It may begin with a `cfg` attribute.
//! - `tagged` is the uop on two tagged ints, and a closure on both as they are: twice the number and
//!   one, as `i64`. It returns a tagged int, or `None` as `machine` does. Empty: there is no such uop.
//! - `generated` determines for the generator of random programs (`trace/src/generate/operators.rs`) how often it
//!   uses the operator and how large the result gets. `any WEIGHT GROWTH`: on any two ints. `by WEIGHT, BITS,
//!   CONSTANTS, RESULT`: on an int of at most this number of bits and one of the constants, with a closure from
//!   the bits and the constant to the shape of the result. Empty: never.
//!
//! Code that needs a column calls [`for_each_operator!`] with the column's name and with a macro, which gets
//! `Name [column]` for each row. A column is expanded where it is asked for, so it may name what exists
//! only there. The order of rows decides which random program a seed stands for.

/// Calls the macro `$m` with the column `$column` of every row: `Name [column] Name [column] …`. The
/// column `data` is the documentation, number, symbol and result of each row.
#[macro_export]
macro_rules! for_each_operator {
    ($column:ident $m:path) => {
        $crate::operator_column! { $column $m;
            /// `left & right`
            And = 1, "&":
                result [Int],
                machine [|l, r| Some(l & r)],
                big [and],
                floats [],
                ints [],
                tagged [_BINARY_OP_AND_TAGGED |l, r| Some(l & r)],
                generated [any 1 Carry];
            /// `left | right`
            Or = 7, "|":
                result [Int],
                machine [|l, r| Some(l | r)],
                big [or],
                floats [],
                ints [],
                tagged [_BINARY_OP_OR_TAGGED |l, r| Some(l | r)],
                generated [any 1 Carry];
            /// `left ^ right`
            Xor = 12, "^":
                result [Int],
                machine [|l, r| Some(l ^ r)],
                big [xor],
                floats [],
                ints [],
                tagged [_BINARY_OP_XOR_TAGGED |l, r| Some(l ^ r | 1)],
                generated [any 1 Carry];
            /// `left + right`
            Add = 0, "+":
                result [Int],
                machine [|l, r| l.checked_add(r)],
                big [add],
                floats [_BINARY_OP_ADD_FLOAT _BINARY_OP_ADD_UNBOXED |l, r| l + r],
                ints [_BINARY_OP_ADD_INT uop_int_add],
                tagged [_BINARY_OP_ADD_TAGGED |l, r| l.checked_add(r - 1)],
                generated [any 1 Carry];
            /// `left - right`
            Subtract = 10, "-":
                result [Int],
                machine [|l, r| l.checked_sub(r)],
                big [subtract],
                floats [_BINARY_OP_SUBTRACT_FLOAT _BINARY_OP_SUBTRACT_UNBOXED |l, r| l - r],
                ints [_BINARY_OP_SUBTRACT_INT uop_int_subtract],
                tagged [_BINARY_OP_SUBTRACT_TAGGED |l, r| l.checked_sub(r - 1)],
                generated [any 1 Carry];
            /// `left * right`
            Multiply = 5, "*":
                result [Int],
                machine [|l, r| l.checked_mul(r)],
                big [multiply],
                floats [_BINARY_OP_MULTIPLY_FLOAT _BINARY_OP_MULTIPLY_UNBOXED |l, r| l * r],
                ints [_BINARY_OP_MULTIPLY_INT uop_int_multiply],
                tagged [_BINARY_OP_MULTIPLY_TAGGED
                    |l, r| (l - 1).checked_mul(r >> 1).map(|twice| twice | 1)],
                generated [any 1 Product];
            /// `left >> right`
            RightShift = 9, ">>":
                result [Int],
                machine [|l, r| l.checked_shr(u32::try_from(r).ok()?)],
                big [right_shift],
                floats [],
                ints [],
                tagged [_BINARY_OP_RSHIFT_TAGGED |l, r| {
                    let count = r >> 1;
                    if (count as u64) < 64 { Some(l.wrapping_shr(count as u32) | 1) } else { None }
                }],
                generated [by 1, u32::MAX, &UP_TO_40, |bits, _| Shape::Int { bits }];
            /// `left << right`
            LeftShift = 3, "<<":
                result [Int],
                machine [|l, r| {
                    let count = u32::try_from(r).ok()?;
                    l.checked_shl(count).filter(|shifted| shifted >> count == l)
                }],
                big [left_shift],
                floats [],
                ints [],
                tagged [_BINARY_OP_LSHIFT_TAGGED |l, r| {
                    let twice = l - 1;
                    let count = r >> 1;
                    let shifted = twice.wrapping_shl(count as u32);
                    let fits = (count as u64) < 64 && shifted.wrapping_shr(count as u32) == twice;
                    if fits { Some(shifted | 1) } else { None }
                }],
                generated [by 1, u32::MAX, &[0, 1, 2, 31, 62, 63, 64],
                    |bits, count| Shape::Int { bits: bits + count as u32 }];
            /// `left // right`, rounded towards minus infinity
            FloorDivide = 2, "//":
                result [Int],
                machine [|l, r| {
                    let quotient = l.checked_div(r)?;
                    let below = quotient * r != l && (l < 0) != (r < 0);
                    Some(if below { quotient - 1 } else { quotient })
                }],
                big [floor_divide],
                floats [runtime float_floor_divide],
                ints [],
                tagged [_BINARY_OP_FLOOR_DIVIDE_TAGGED |l, r| {
                    divide(l >> 1, r >> 1)
                        .and_then(|(quotient, _)| quotient.checked_mul(2))
                        .map(|q| q | 1)
                }],
                generated [by 1, u32::MAX, &[1, 2, 3, 7, 64, -1, -2, 1 << 40],
                    |bits, _| Shape::Int { bits: bits + 1 }];
            /// `left % right`, with the sign of `right`
            Remainder = 6, "%":
                result [Int],
                machine [|l, r| {
                    let rest = l.checked_rem(r)?;
                    Some(if rest != 0 && (rest < 0) != (r < 0) { rest + r } else { rest })
                }],
                big [remainder],
                floats [runtime float_remainder],
                ints [],
                tagged [_BINARY_OP_REMAINDER_TAGGED
                    |l, r| divide(l >> 1, r >> 1).map(|(_, rest)| rest << 1 | 1)],
                generated [by 1, u32::MAX, &[1, 2, 3, 7, 64, -3, 1 << 20],
                    |_, _| Shape::Int { bits: 21 }];
            /// `left ** right`
            Power = 8, "**":
                result [Either],
                machine [|l, r| l.checked_pow(u32::try_from(r).ok()?)],
                big [power],
                floats [runtime float_power],
                ints [],
                tagged [],
                generated [by 1, 128, &[0, 1, 2, 3],
                    |bits, _| Shape::Int { bits: 3 * bits.max(1) }];
            /// `left / right`
            TrueDivide = 11, "/":
                result [Float],
                machine [],
                big [true_divide],
                floats [runtime float_divide],
                ints [],
                tagged [],
                generated [by 1, u32::MAX, &[1, 2, 3, -7, 1 << 50],
                    |bits, _| Shape::Float { exponent: bits + 1 }];
            /// `left @ right`, which no builtin type has
            MatrixMultiply = 4, "@":
                result [Nothing],
                machine [],
                big [],
                floats [],
                ints [],
                tagged [],
                generated [];
        }
    };
}

/// One column of the table; see [`for_each_operator!`].
#[doc(hidden)]
#[macro_export]
macro_rules! operator_column {
    ($column:ident $m:path; $(
        $(#[doc = $doc:literal])*
        $name:ident = $number:literal, $symbol:literal:
            result [$result:ident],
            machine $machine:tt,
            big $big:tt,
            floats $floats:tt,
            ints $ints:tt,
            tagged $tagged:tt,
            generated $generated:tt;
    )*) => {
        $crate::operator_column! { @$column $m; $(
            $name [$(#[doc = $doc])* $number, $symbol, $result]
            $machine $big $floats $ints $tagged $generated
        )* }
    };
    (@data $m:path; $($name:ident $data:tt $m0:tt $b:tt $f:tt $i:tt $t:tt $g:tt)*) => {
        $m! { $($name $data)* }
    };
    (@machine $m:path; $($name:ident $d:tt $column:tt $b:tt $f:tt $i:tt $t:tt $g:tt)*) => {
        $m! { $($name $column)* }
    };
    (@big $m:path; $($name:ident $d:tt $m0:tt $column:tt $f:tt $i:tt $t:tt $g:tt)*) => {
        $m! { $($name $column)* }
    };
    (@floats $m:path; $($name:ident $d:tt $m0:tt $b:tt $column:tt $i:tt $t:tt $g:tt)*) => {
        $m! { $($name $column)* }
    };
    (@ints $m:path; $($name:ident $d:tt $m0:tt $b:tt $f:tt $column:tt $t:tt $g:tt)*) => {
        $m! { $($name $column)* }
    };
    (@tagged $m:path; $($name:ident $d:tt $m0:tt $b:tt $f:tt $i:tt $column:tt $g:tt)*) => {
        $m! { $($name $column)* }
    };
    (@generated $m:path; $($name:ident $d:tt $m0:tt $b:tt $f:tt $i:tt $t:tt $column:tt)*) => {
        $m! { $($name $column)* }
    };
}
