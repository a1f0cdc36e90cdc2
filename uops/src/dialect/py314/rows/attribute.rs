// Attributes. What is called gets its null from a uop of its own.

/// An inline value; exits if the attribute is not set.
_LOAD_ATTR_INSTANCE_VALUE = _LOAD_ATTR_INSTANCE_VALUE_0: (owner -- attr), Attribute, [exit];
/// The value of a slot; exits if it is not set.
_LOAD_ATTR_SLOT = _LOAD_ATTR_INSTANCE_VALUE_0: (owner -- attr), Attribute, [exit];
/// An attribute found on a class.
_LOAD_ATTR_CLASS = _LOAD_ATTR_CLASS_0: (owner -- attr), Object, [];
/// Exits unless the object has no dictionary of its own.
_CHECK_ATTR_METHOD_LAZY_DICT = _CHECK_MANAGED_OBJECT_HAS_VALUES: (owner -- owner), Nothing, [exit];
