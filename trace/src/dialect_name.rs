//! A dialect in JSON is its name. For `#[serde(with = "trace::dialect_name")]`.

use serde::{Deserialize, Deserializer, Serializer, de};
use uops::Dialect;

/// Writes the dialect's name.
///
/// # Errors
/// As the serialiser.
pub fn serialize<S: Serializer>(dialect: &Dialect, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(dialect.name())
}

/// Reads the name of a dialect.
///
/// # Errors
/// If no dialect has the name. The error lists the dialects.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Dialect, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}
