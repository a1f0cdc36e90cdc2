// Attributes. The object stays above the value.

/// An inline value; exits if the attribute is not set.
_LOAD_ATTR_INSTANCE_VALUE = _LOAD_ATTR_VALUE_KEPT: (owner -- attr, owner), Attribute, [exit];
/// The value of a slot; exits if it is not set.
_LOAD_ATTR_SLOT = _LOAD_ATTR_VALUE_KEPT: (owner -- attr, owner), Attribute, [exit];
/// Sets an inline value.
_STORE_ATTR_INSTANCE_VALUE = _STORE_ATTR_VALUE_KEPT: (value, owner -- owner), Attribute, [escapes];
/// Sets the value of a slot.
_STORE_ATTR_SLOT = _STORE_ATTR_VALUE_KEPT: (value, owner -- owner), Attribute, [escapes];
/// An attribute of a module; exits unless the object is one. CPython knows the place of the attribute in the module's
/// dict, and also exits if that dict has changed.
_LOAD_ATTR_MODULE = _LOAD_ATTR_MODULE_KEPT: (owner -- attr, owner), Name, [exit error];
