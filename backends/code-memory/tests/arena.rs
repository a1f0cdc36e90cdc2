//! What an arena promises.
#![cfg(target_os = "linux")]

use code_memory::{ALIGN, Arena, Block, Options, Prefix};

/// Calls code of [`returning`].
fn call(block: &Block) -> u32 {
    // SAFETY: the block holds a function of the machine that returns a number.
    unsafe { std::mem::transmute::<*const u8, extern "C" fn() -> u32>(block.as_ptr())() }
}

#[cfg(target_arch = "x86_64")]
use x86_64::{jump, patched, returning};
#[cfg(target_arch = "x86_64")]
mod x86_64 {
    /// `mov eax, value; ret`
    pub fn returning(value: u16) -> Vec<u8> {
        let mut code = vec![0xb8];
        code.extend_from_slice(&u32::from(value).to_le_bytes());
        code.push(0xc3);
        code
    }

    /// Where `returning` has something that another number changes, and what is there then.
    pub fn patched(value: u16) -> (usize, u32) {
        (1, value.into())
    }

    /// `jmp` over a distance from its start.
    pub fn jump(distance: usize) -> Vec<u8> {
        [0xe9].into_iter().chain((distance.wrapping_sub(5) as u32).to_le_bytes()).collect()
    }
}

#[cfg(target_arch = "aarch64")]
use aarch64::{jump, patched, returning};
#[cfg(target_arch = "aarch64")]
mod aarch64 {
    /// `mov w0, value`
    fn put(value: u16) -> u32 {
        0x5280_0000 | u32::from(value) << 5
    }

    /// `mov w0, value; ret`
    pub fn returning(value: u16) -> Vec<u8> {
        [put(value), 0xd65f_03c0].into_iter().flat_map(u32::to_le_bytes).collect()
    }

    /// Where `returning` has something that another number changes, and what is there then.
    pub fn patched(value: u16) -> (usize, u32) {
        (0, put(value))
    }

    /// `b` over a distance from its start.
    pub fn jump(distance: usize) -> Vec<u8> {
        (0x1400_0000 | (distance >> 2) as u32 & 0x3ff_ffff).to_le_bytes().to_vec()
    }
}

#[test]
fn blocks_run_and_share_pages() {
    let arena = Arena::default();
    let blocks: Vec<Block> =
        (0..100).map(|value| arena.publish(&returning(value)).expect("there is memory")).collect();
    for (value, block) in blocks.iter().enumerate() {
        assert_eq!(call(block), value as u32);
    }
    assert_eq!(arena.used(), 100 * ALIGN);
    assert_eq!(arena.touched(), 4096);
}

#[test]
fn a_place_is_used_again() {
    let arena = Arena::default();
    let first = arena.publish(&returning(1)).expect("there is memory");
    let kept = arena.publish(&returning(2)).expect("there is memory");
    let place = first.as_ptr();
    drop(first);
    let third = arena.publish(&returning(3)).expect("there is memory");
    assert_eq!(third.as_ptr(), place);
    assert_eq!((call(&kept), call(&third)), (2, 3));
    drop((kept, third));
    assert_eq!(arena.used(), 0);
}

#[test]
fn shifted_code_lies_further_and_runs() {
    let arena = Arena::default();
    let plain = arena.publish(&returning(1)).expect("there is memory").as_ptr() as usize;
    let shifted = arena.publish_shifted(&returning(2), 40).expect("there is memory");
    assert_eq!(shifted.as_ptr() as usize, plain + 48);
    assert_eq!((call(&shifted), shifted.size()), (2, ALIGN));
    drop(shifted);
    assert_eq!(arena.used(), 0);
}

#[test]
fn what_a_place_is_shortened_by_is_free() {
    let arena = Arena::default();
    let mut one = arena.writer(ALIGN).expect("there is memory");
    one.shorten(usize::MAX);
    assert!(one.end() - one.start() > 4 * ALIGN, "it has all of the segment");
    one.shorten(4 * ALIGN);
    assert_eq!(one.end() - one.start(), 4 * ALIGN);
    let other = arena.writer(ALIGN).expect("there is memory");
    assert_eq!(other.start(), one.end());
}

#[test]
fn a_limit_is_an_error() {
    let arena = Arena::with_limit(2 * ALIGN);
    let blocks = [(); 2].map(|()| arena.publish(&[0xc3]).expect("two fit"));
    let error = arena.publish(&[0xc3]).expect_err("three don't");
    assert_eq!(error.to_string(), "the limit of 32 bytes of code is reached");
    drop(blocks);
    assert!(arena.publish(&[0xc3]).is_ok());
}

/// The lines of `/proc/self/maps` as addresses, rights and name.
fn maps() -> Vec<(std::ops::Range<usize>, String, String)> {
    let maps = std::fs::read_to_string("/proc/self/maps").expect("Linux has it");
    let line = |line: &str| {
        let mut fields = line.split_whitespace();
        let (start, end) = fields.next()?.split_once('-')?;
        let number = |text| usize::from_str_radix(text, 16).ok();
        let range = number(start)?..number(end)?;
        Some((range, fields.next()?.to_owned(), fields.nth(3).unwrap_or("").to_owned()))
    };
    maps.lines().filter_map(line).collect()
}

#[test]
fn no_page_is_writable_and_executable() {
    let arena = Arena::default();
    let publish = |code: &[u8]| arena.publish(code).expect("there is memory");
    let mut blocks: Vec<Block> = (0..10).map(|_| publish(&[0xc3; 5000])).collect();
    blocks.push(arena.publish_alone(&[0xc3; 5000]).expect("there is memory"));
    let maps = maps();
    for (range, rights, name) in &maps {
        assert!(!(rights.contains('w') && rights.contains('x')), "{range:x?} {rights} {name}");
    }
    assert!(
        maps.iter().any(|(_, _, name)| name.contains("uopbench-code")),
        "this machine maps code twice"
    );
}

#[test]
fn nobody_can_run_off_the_code() {
    let arena = Arena::default();
    let shared = arena.publish(&[0xc3]).expect("there is memory");
    let alone = arena.publish_alone(&[0xc3]).expect("there is memory");
    let maps = maps();
    for block in [&shared, &alone] {
        let address = block.as_ptr() as usize;
        let place = maps.iter().position(|(range, ..)| range.contains(&address));
        let place = place.expect("it is mapped");
        let (code, rights, _) = &maps[place];
        assert!(rights.starts_with("r-x"), "{rights}");
        let (before, after) = (&maps[place - 1], &maps[place + 1]);
        assert!(before.0.end == code.start && before.1.starts_with("---"), "{before:?}");
        assert!(after.0.start == code.end && after.1.starts_with("---"), "{after:?}");
    }
}

#[test]
fn a_block_of_its_own_is_not_shared() {
    let arena = Arena::default();
    let shared = arena.publish(&[0xc3]).expect("there is memory");
    let alone = arena.publish_alone(&[0xc3]).expect("there is memory");
    let other = arena.publish(&[0xc3]).expect("there is memory");
    let distance = |block: &Block| (block.as_ptr() as usize).abs_diff(shared.as_ptr() as usize);
    assert_eq!(distance(&other), ALIGN);
    assert!(distance(&alone) >= 1 << 16, "there are guards between");
    drop((shared, alone, other));
    assert_eq!(arena.used(), 0);
}

/// A writer knows where the prefix of its segment is.
#[test]
fn a_prefix_precedes_shared_code_and_that_of_its_own() {
    let prefix = Prefix::new(|address| address.to_ne_bytes().to_vec());
    let arena = Arena::new(Options { prefix, ..Options::default() });
    let shared = arena.writer(1).expect("there is memory");
    let alone = arena.writer_alone(1).expect("there is memory");
    assert_ne!(shared.prefix(), alone.prefix());
    for mut writer in [shared, alone] {
        let (prefix, start) = (writer.prefix(), writer.start());
        writer.write(&[0xc3]);
        let block = writer.finish(start + 1, None).expect("the limit is far");
        block.make_executable().expect("there is memory");
        // SAFETY: code is readable, and a segment is mapped as long as one of its blocks is there.
        let word = unsafe { (prefix as *const usize).read() };
        assert_eq!(word, prefix, "the prefix knows where it runs");
    }
}

#[test]
fn a_block_has_two_ends_and_the_middle_goes_back() {
    let arena = Arena::default();
    let mut writer = arena.writer(1000).expect("there is memory");
    let (start, end) = (writer.start(), writer.end());
    let code = returning(1);
    writer.write(&code);
    let block = writer.finish(start + code.len(), Some(end - 20)).expect("it is small");
    assert_eq!((block.used(), block.size()), (code.len() + 20, ALIGN + 2 * ALIGN));
    assert_eq!(call(&block), 1);
    let next = arena.publish(&returning(2)).expect("there is memory");
    assert_eq!(next.as_ptr() as usize, start + ALIGN, "right after the hot end");
    drop(block);
    drop(next);
    assert_eq!(arena.used(), 0);
    assert_eq!(arena.writer(1000).expect("there is memory").end(), end, "all is one range again");
}

#[test]
fn every_segment_begins_with_the_prefix_near_the_text() {
    let anchor = returning as fn(u16) -> Vec<u8> as usize;
    let prefix = Prefix::new(|address| [&returning(7)[..], &address.to_le_bytes()].concat());
    let arena = Arena::new(Options { near: Some(anchor), prefix, ..Options::default() });
    let mut writer = arena.writer(16).expect("there is memory");
    let prefix = writer.prefix();
    assert!(prefix.abs_diff(anchor) < 1 << 31, "{prefix:#x} is not near {anchor:#x}");
    let code = jump(prefix.wrapping_sub(writer.start()));
    writer.write(&code);
    let end = writer.start() + code.len();
    let block = writer.finish(end, None).expect("it is small");
    assert_eq!(call(&block), 7);
    assert_eq!(arena.shared(), returning(7).len() + size_of::<usize>());
}

#[test]
fn code_can_be_patched() {
    let arena = Arena::default();
    let block = arena.publish(&returning(1)).expect("there is memory");
    let (offset, word) = patched(2);
    assert!(block.patch(block.as_ptr() as usize + offset, word));
    assert_eq!(call(&block), 2);
}
