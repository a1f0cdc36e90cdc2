//! AArch64.

mod audit;
mod decode;

pub(crate) use audit::read;
pub(crate) use decode::decode;

/// Whether code of this machine can be decoded.
pub(crate) const IS_KNOWN: bool = true;

#[cfg(test)]
mod tests {
    use crate::disassembly::instructions;

    #[test]
    fn shows_address_bytes_and_text() {
        let mut out = String::new();
        let code = [0xe1, 0x03, 0x00, 0xaa, 0xc0, 0x03, 0x5f, 0xd6];
        instructions(&mut out, 0x1000, &code, &|_| None);
        let lines: Vec<String> =
            out.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(lines, ["1000 e1 03 00 aa mov x1, x0", "1004 c0 03 5f d6 ret"]);
    }

    #[test]
    fn half_an_instruction_is_shown_too() {
        let mut out = String::new();
        instructions(&mut out, 0, &[0x48, 0x01], &|_| Some("half".into()));
        assert!(out.contains("48 01") && out.contains("; half"), "{out}");
    }
}
