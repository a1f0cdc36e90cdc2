// Attributes.

/// Exits unless the object's values are where its class says.
_CHECK_MANAGED_OBJECT_HAS_VALUES: (owner -- owner), Nothing, [exit];
/// Exits unless the object's values are where its class says.
_GUARD_DORV_VALUES_INST_ATTR_FROM_DICT = _CHECK_MANAGED_OBJECT_HAS_VALUES:
    (owner -- owner), Nothing, [exit];
/// Exits unless the object has no dictionary of its own.
_GUARD_DORV_NO_DICT = _CHECK_MANAGED_OBJECT_HAS_VALUES: (owner -- owner), Nothing, [exit];
/// Exits unless the names of the instance's attributes are those of the operand's class.
_GUARD_KEYS_VERSION = _GUARD_TYPE_VERSION: (owner -- owner), TypeVersion, [exit];
/// An inline value; exits if the attribute is not set.
_LOAD_ATTR_INSTANCE_VALUE_0: (owner -- attr), Attribute, [exit];
/// An inline value, and null; exits if the attribute is not set.
_LOAD_ATTR_INSTANCE_VALUE_1: (owner -- attr, null: Null), Attribute, [exit];
/// The value of a slot; exits if it is not set.
_LOAD_ATTR_SLOT_0 = _LOAD_ATTR_INSTANCE_VALUE_0: (owner -- attr), Attribute, [exit];
/// The value of a slot, and null; exits if it is not set.
_LOAD_ATTR_SLOT_1 = _LOAD_ATTR_INSTANCE_VALUE_1: (owner -- attr, null: Null), Attribute, [exit];
/// Sets an inline value.
_STORE_ATTR_INSTANCE_VALUE: (value, owner --), Attribute, [];
/// Sets the value of a slot.
_STORE_ATTR_SLOT = _STORE_ATTR_INSTANCE_VALUE: (value, owner --), Attribute, [];
/// Exits unless it is a class with the version of the operand.
_CHECK_ATTR_CLASS: (owner -- owner), TypeVersion, [exit];
/// An attribute found on a class.
_LOAD_ATTR_CLASS_0: (owner -- attr), Object, [];
/// An attribute found on a class, and null.
_LOAD_ATTR_CLASS_1: (owner -- attr, null: Null), Object, [];
/// An attribute of an instance found on its class.
_LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES = _LOAD_ATTR_CLASS_0: (owner -- attr), Object, [];
/// An attribute of an instance found on its class.
_LOAD_ATTR_NONDESCRIPTOR_NO_DICT = _LOAD_ATTR_CLASS_0: (owner -- attr), Object, [];
/// Exits unless it is the module that the operand is.
_CHECK_ATTR_MODULE: (owner -- owner), Object, [exit];
/// An attribute of a module.
_LOAD_ATTR_MODULE_0 = _LOAD_ATTR_CLASS_0: (owner -- attr), Object, [];
/// An attribute of a module, and null.
_LOAD_ATTR_MODULE_1 = _LOAD_ATTR_CLASS_1: (owner -- attr, null: Null), Object, [];
/// Any attribute of any object.
_LOAD_ATTR_0: (owner -- attr), Name, [error escapes];
/// Any attribute to call: a method below its `self`, or a value below null.
_LOAD_ATTR_1: (owner -- attr, self_or_null: Slot), Name, [error escapes];
/// Sets any attribute of any object.
_STORE_ATTR: (v, owner --), Name, [error escapes];
/// Deletes any attribute of any object.
_DELETE_ATTR: (owner --), Name, [error escapes];
/// `super(class, this).name`; exits unless `global_super` is `super` and `class` a class.
_LOAD_SUPER_ATTR_ATTR: (global_super, class, this -- attr), Name, [exit error escapes];
/// `super(class, this).name` to call: a method below its `self`, or a value below null;
/// exits unless `global_super` is `super` and `class` a class.
_LOAD_SUPER_ATTR_METHOD:
    (global_super, class, this -- attr, self_or_null: Slot), Name, [exit error escapes];
