//! What an arena promises.

use code_memory::{ALIGN, Arena, Block};

#[cfg(target_arch = "x86_64")]
fn call(block: &Block) -> u32 {
    // SAFETY: the block holds `mov eax, imm32; ret`.
    unsafe { std::mem::transmute::<*const u8, extern "C" fn() -> u32>(block.as_ptr())() }
}

/// `mov eax, value; ret`
fn returning(value: u32) -> Vec<u8> {
    let mut code = vec![0xb8];
    code.extend_from_slice(&value.to_le_bytes());
    code.push(0xc3);
    code
}

#[cfg(target_arch = "x86_64")]
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

#[cfg(target_arch = "x86_64")]
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

#[cfg(target_arch = "x86_64")]
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
fn a_limit_is_an_error() {
    let arena = Arena::with_limit(2 * ALIGN);
    let blocks = [(); 2].map(|()| arena.publish(&[0xc3]).expect("two fit"));
    let error = arena.publish(&[0xc3]).expect_err("three don't");
    assert_eq!(error.to_string(), "the limit of 32 bytes of code is reached");
    drop(blocks);
    assert!(arena.publish(&[0xc3]).is_ok());
}

#[cfg(target_os = "linux")]
#[test]
fn no_page_is_writable_and_executable() {
    let arena = Arena::default();
    let blocks: Vec<Block> =
        (0..10).map(|_| arena.publish(&[0xc3; 5000]).expect("there is memory")).collect();
    let maps = std::fs::read_to_string("/proc/self/maps").expect("Linux has it");
    for line in maps.lines() {
        let rights = line.split_whitespace().nth(1).unwrap_or("");
        assert!(!(rights.contains('w') && rights.contains('x')), "{line}");
    }
    assert!(maps.contains("uopbench-code"), "this machine maps code twice");
    drop(blocks);
}
